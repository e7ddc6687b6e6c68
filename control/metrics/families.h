// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <prometheus/metric_family.h>

namespace sluice {

// Metric families in the making, one after the other: a family, then its values.
class Families {
 public:
    using Label = std::pair<std::string_view, std::string_view>;

    Families& counter(std::string_view name, std::string_view help);
    Families& gauge(std::string_view name, std::string_view help);
    Families& untyped(std::string_view name, std::string_view help);

    // Of the family that was begun last.
    Families& add(std::initializer_list<Label> labels, double value);

    std::vector<prometheus::MetricFamily> take() { return std::move(families_); }

 private:
    Families& begin(std::string_view name, std::string_view help, prometheus::MetricType type);

    std::vector<prometheus::MetricFamily> families_;
};

}  // namespace sluice
