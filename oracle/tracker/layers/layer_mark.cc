// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/layers/layer_mark.h"

#include <algorithm>

namespace sluice {
namespace {

constexpr std::string_view kKey = "sluice_hops=";
constexpr LayerMark kSpent{LayerMark::kMostHops, false};

// The query's next parameter, which is taken off it.
std::string_view next_parameter(std::string_view& query) {
    const size_t end = std::min(query.find('&'), query.size());
    const std::string_view parameter = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    return parameter;
}

LayerMark read_value(std::string_view value) {
    if (value.size() < 2 || value[0] < '0' || value[0] > '9')
        return kSpent;
    const auto hops = static_cast<uint8_t>(std::min<int>(value[0] - '0', LayerMark::kMostHops));
    if (value.substr(1) == ".down")
        return {hops, false};
    return value.substr(1) == ".up" ? LayerMark{hops, true} : kSpent;
}

bool may_stand_in_a_query(char c) {
    return c > ' ' && c < 0x7f && c != '#' && c != '"' && c != '<' && c != '>' && c != '\\';
}

}  // namespace

LayerMark read_layer_mark(std::string_view query) {
    std::optional<LayerMark> mark;
    while (!query.empty()) {
        const std::string_view parameter = next_parameter(query);
        if (!parameter.starts_with(kKey))
            continue;
        if (mark)
            return kSpent;
        mark = read_value(parameter.substr(kKey.size()));
    }
    return mark.value_or(LayerMark{});
}

std::optional<std::string> marked_query(std::string_view query, const LayerMark& mark) {
    if (!std::ranges::all_of(query, may_stand_in_a_query))
        return std::nullopt;
    std::string marked;
    marked.reserve(query.size() + kKey.size() + 8);
    while (!query.empty()) {
        const std::string_view parameter = next_parameter(query);
        if (!parameter.empty() && !parameter.starts_with(kKey))
            marked.append(parameter).push_back('&');
    }
    marked += kKey;
    marked += static_cast<char>('0' + std::min(mark.hops, LayerMark::kMostHops));
    marked += mark.goes_up ? ".up" : ".down";
    return marked;
}

}  // namespace sluice
