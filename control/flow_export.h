// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "control/ipfix/exporter.h"
#include "control/metrics/families.h"
#include "control/subscribers/registry.h"
#include "dataplane/publish.h"

namespace sluice {

// IPFIX between the packet path, the registry and the collectors. The first two outlive it.
class FlowExport {
 public:
    FlowExport(const IpfixSettings& settings, Dataplane& dataplane,
               const SubscriberRegistry& registry);

    void add_metrics(Families& out) const;
    // Before Dataplane::stop(): with what its flows have so far.
    void finish() { exporter_.finish(); }

 private:
    const Dataplane& dataplane_;
    IpfixExporter exporter_;
};

}  // namespace sluice
