// SPDX-License-Identifier: Apache-2.0
#include "http/accept.h"

#include <algorithm>

#include "http/field_text.h"

namespace sluice {
namespace {

constexpr int kFull = 1000;

enum Specific : int { no = 0, anything = 1, kind = 2, exact = 3 };

// RFC 9110, section 12.4.2: 0 to 1 in thousandths; what is no weight counts as none given.
int weight(std::string_view text) {
    if (text.empty() || (text.front() != '0' && text.front() != '1'))
        return kFull;
    int value = (text.front() - '0') * kFull;
    int digit_value = kFull / 10;
    for (size_t i = 2; i < text.size() && i < 5 && text[1] == '.'; ++i, digit_value /= 10) {
        if (text[i] < '0' || text[i] > '9')
            return kFull;
        value += (text[i] - '0') * digit_value;
    }
    return std::min(value, kFull);
}

// The weight among a range's parameters; they may stand before or after it.
int weight_among(std::string_view parameters) {
    int q = kFull;
    while (!parameters.empty()) {
        const std::string_view parameter = take_until(';', parameters);
        if (parameter.size() > 2 && ascii_lower(parameter[0]) == 'q' && parameter[1] == '=')
            q = weight(parameter.substr(2));
    }
    return q;
}

Specific match(std::string_view range, std::string_view type) {
    if (equal_ignoring_case(range, type))
        return Specific::exact;
    if (range == "*/*")
        return Specific::anything;
    const std::string_view type_kind = type.substr(0, type.find('/') + 1);
    return range.ends_with("/*") &&
                   equal_ignoring_case(range.substr(0, range.size() - 1), type_kind)
               ? Specific::kind
               : Specific::no;
}

struct Wish {
    Specific specific = Specific::no;
    int weight = 0;
};

Wish wish_for(std::string_view accept, std::string_view type) {
    Wish best;
    while (!accept.empty()) {
        std::string_view range = take_until(',', accept);
        const Specific specific = match(take_until(';', range), type);
        if (specific == Specific::no || specific < best.specific)
            continue;
        const int q = weight_among(range);
        best = {specific, specific == best.specific ? std::max(best.weight, q) : q};
    }
    return best;
}

}  // namespace

int accept_weight(std::string_view accept, std::string_view media_type) {
    if (trimmed(accept).empty())
        return kFull;
    return wish_for(accept, media_type).weight;
}

int named_accept_weight(std::string_view accept, std::string_view media_type) {
    const Wish wish = wish_for(accept, media_type);
    return wish.specific >= Specific::kind ? wish.weight : 0;
}

bool is_media_type(std::string_view content_type, std::string_view media_type) {
    return equal_ignoring_case(take_until(';', content_type), media_type);
}

}  // namespace sluice
