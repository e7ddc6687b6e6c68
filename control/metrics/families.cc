// SPDX-License-Identifier: Apache-2.0
#include "control/metrics/families.h"

namespace sluice {

Families& Families::begin(std::string_view name, std::string_view help,
                          prometheus::MetricType type) {
    prometheus::MetricFamily family;
    family.name = name;
    family.help = help;
    family.type = type;
    families_.push_back(std::move(family));
    return *this;
}

Families& Families::counter(std::string_view name, std::string_view help) {
    return begin(name, help, prometheus::MetricType::Counter);
}

Families& Families::gauge(std::string_view name, std::string_view help) {
    return begin(name, help, prometheus::MetricType::Gauge);
}

Families& Families::untyped(std::string_view name, std::string_view help) {
    return begin(name, help, prometheus::MetricType::Untyped);
}

Families& Families::histogram(std::string_view name, std::string_view help) {
    return begin(name, help, prometheus::MetricType::Histogram);
}

Families& Families::add_buckets(std::span<const std::pair<double, uint64_t>> buckets, double sum) {
    prometheus::ClientMetric metric;
    for (const auto& [bound, count] : buckets) {
        metric.histogram.sample_count += count;
        metric.histogram.bucket.push_back({metric.histogram.sample_count, bound});
    }
    metric.histogram.sample_sum = sum;
    families_.back().metric.push_back(std::move(metric));
    return *this;
}

Families& Families::add(std::initializer_list<Label> labels, double value) {
    prometheus::ClientMetric metric;
    for (const auto& [name, text] : labels)
        metric.label.push_back({std::string(name), std::string(text)});
    metric.counter.value = value;
    metric.gauge.value = value;
    metric.untyped.value = value;
    families_.back().metric.push_back(std::move(metric));
    return *this;
}

}  // namespace sluice
