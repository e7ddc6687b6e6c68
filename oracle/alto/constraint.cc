// SPDX-License-Identifier: Apache-2.0
#include "oracle/alto/constraint.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace sluice {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

constexpr float kInfinity = std::numeric_limits<float>::infinity();

// The number that a reader of our decimals gets, which may differ from the float in what a double
// keeps beyond it.
double as_told(float cost) {
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, cost).ptr;
    double told = 0;
    std::from_chars(digits, end, told);
    return told;
}

// The least cost that is told as no less than the bound, or as more than it.
float least_told(double bound, bool beyond) {
    if (bound < 0)
        return 0;
    if (bound > static_cast<double>(std::numeric_limits<float>::max()))
        return kInfinity;
    const auto fits = [&](float cost) {
        return beyond ? as_told(cost) > bound : as_told(cost) >= bound;
    };
    float least = std::nextafter(static_cast<float>(bound), 0.0F);
    while (std::isfinite(least) && !fits(least))
        least = std::nextafter(least, kInfinity);
    return least;
}

std::optional<double> read_number(std::string_view text) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(number))
        return std::nullopt;
    return number;
}

}  // namespace

bool CostRange::add(std::string_view constraint) {
    const std::string_view op = constraint.substr(0, 2);
    const size_t number_at = constraint.find_first_not_of(kBlanks, 2);
    if (constraint.size() < 4 || number_at == 2 || number_at == std::string_view::npos)
        return false;
    const auto bound = read_number(constraint.substr(number_at));
    if (!bound)
        return false;
    const bool equal = op == "eq";
    if (!equal && op != "gt" && op != "ge" && op != "lt" && op != "le")
        return false;
    narrowed_ = true;
    if (equal || op.front() == 'g')
        lowest_ = std::max(lowest_, least_told(*bound, op == "gt"));
    if (equal || op.front() == 'l')
        above_ = std::min(above_, *bound < 0 ? 0.0F : least_told(*bound, op != "lt"));
    return true;
}

std::optional<IndexedConstraint> read_index(std::string_view constraint) {
    if (!constraint.starts_with('['))
        return IndexedConstraint{0, constraint};
    IndexedConstraint read;
    const char* const last = constraint.data() + constraint.size();
    const auto [end, error] = std::from_chars(constraint.data() + 1, last, read.index);
    if (error != std::errc{} || end == last || *end != ']')
        return std::nullopt;
    constraint.remove_prefix(static_cast<size_t>(end + 1 - constraint.data()));
    const size_t comparison_at = constraint.find_first_not_of(kBlanks);
    if (comparison_at == 0 || comparison_at == std::string_view::npos)
        return std::nullopt;
    read.comparison = constraint.substr(comparison_at);
    return read;
}

}  // namespace sluice
