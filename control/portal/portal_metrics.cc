// SPDX-License-Identifier: Apache-2.0
#include "control/portal/portal_metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace sluice {
namespace {

const prometheus::Histogram::BucketBoundaries kReplySeconds = {0.001, 0.0025, 0.005, 0.01, 0.025,
                                                               0.05,  0.1,    0.25,  0.5,  1};

template <typename Builder>
auto& family(const Builder& builder, const char* name, const char* help,
             prometheus::Registry& registry) {
    return Builder(builder).Name(name).Help(help).Register(registry);
}

}  // namespace

struct PortalMetrics::Families {
    prometheus::Registry registry;
    prometheus::Family<prometheus::Counter>& replies =
        family(prometheus::BuildCounter(), "sluice_portal_replies_total",
               "Requests answered, by what was said", registry);
    prometheus::Histogram& reply_seconds =
        family(prometheus::BuildHistogram(), "sluice_portal_reply_seconds",
               "From a request read to its reply made", registry)
            .Add({}, kReplySeconds);
    prometheus::Gauge& connections = family(prometheus::BuildGauge(), "sluice_portal_connections",
                                            "Connections open now", registry)
                                         .Add({});
    prometheus::Counter& refused =
        family(prometheus::BuildCounter(), "sluice_portal_refused_connections_total",
               "Connections closed at once: too many in all or of one address", registry)
            .Add({});
    prometheus::Counter& timed_out =
        family(prometheus::BuildCounter(), "sluice_portal_timed_out_connections_total",
               "Connections closed in the middle of a request: too slow", registry)
            .Add({});
};

PortalMetrics::PortalMetrics() : families_(std::make_unique<Families>()) {}
PortalMetrics::~PortalMetrics() = default;

void PortalMetrics::replied(std::string_view code, double seconds) {
    families_->replies.Add({{"reply", std::string(code)}}).Increment();
    families_->reply_seconds.Observe(seconds);
}

void PortalMetrics::connection_opened() {
    families_->connections.Increment();
}

void PortalMetrics::connection_closed() {
    families_->connections.Decrement();
}

void PortalMetrics::connection_refused() {
    families_->refused.Increment();
}

void PortalMetrics::connection_timed_out() {
    families_->timed_out.Increment();
}

std::string PortalMetrics::text() const {
    return prometheus::TextSerializer().Serialize(families_->registry.Collect());
}

}  // namespace sluice
