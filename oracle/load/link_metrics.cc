// SPDX-License-Identifier: Apache-2.0
#include "oracle/load/link_metrics.h"

#include <string>
#include <utility>

namespace sluice {
namespace {

using Labels = std::vector<prometheus::ClientMetric::Label>;

// One gauge with all that bears it.
class Gauge {
 public:
    Gauge(std::string_view program, std::string_view name, std::string help) {
        family_.name = "sluice_" + std::string(program) + "_link_" + std::string(name);
        family_.help = std::move(help);
        family_.type = prometheus::MetricType::Gauge;
    }

    void add(Labels labels, double value) {
        prometheus::ClientMetric& metric = family_.metric.emplace_back();
        metric.label = std::move(labels);
        metric.gauge.value = value;
    }
    void add(const std::string& link, const LinkUse& values) {
        add({{"link", link}, {"direction", "up"}}, values.up);
        add({{"link", link}, {"direction", "down"}}, values.down);
    }

    prometheus::MetricFamily take() { return std::move(family_); }

 private:
    prometheus::MetricFamily family_;
};

}  // namespace

std::vector<prometheus::MetricFamily> link_metrics(std::string_view program,
                                                   const std::vector<LinkState>& links) {
    if (links.empty())
        return {};
    Gauge measured(program, "measured", "1 if the link's load counts; 0: it is not known");
    Gauge age(program, "age_seconds", "Since the link's load was last measured");
    Gauge utilisation(program, "utilisation", "Of the link's capacity, as averaged for costs");
    Gauge added(program, "added_cost", "What the link's load adds for what goes that way");
    for (const LinkState& link : links) {
        measured.add({{"link", link.name}}, link.age_s ? 1 : 0);
        if (link.age_s)
            age.add({{"link", link.name}}, *link.age_s);
        utilisation.add(link.name, link.utilisation);
        added.add(link.name, link.added_cost);
    }
    std::vector<prometheus::MetricFamily> families;
    for (Gauge* const gauge : {&measured, &age, &utilisation, &added})
        families.push_back(gauge->take());
    return families;
}

}  // namespace sluice
