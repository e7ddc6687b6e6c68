// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
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

    Families& histogram(std::string_view name, std::string_view help);

    // Of the family that was begun last.
    Families& add(std::initializer_list<Label> labels, double value);

    // Of a histogram: each bucket's upper bound and how many are in it alone; the last is infinite.
    Families& add_buckets(std::span<const std::pair<double, uint64_t>> buckets, double sum);

    std::vector<prometheus::MetricFamily> take() { return std::move(families_); }

 private:
    Families& begin(std::string_view name, std::string_view help, prometheus::MetricType type);

    std::vector<prometheus::MetricFamily> families_;
};

}  // namespace sluice
