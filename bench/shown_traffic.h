// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "bench/conversation.h"
#include "classifier/classifier.h"
#include "dataplane/flow.h"

namespace sluice::bench {

// A segment as the classify stage would show it, and which flow of the traffic it is of.
struct ShownSegment {
    Segment segment;
    size_t flow = 0;
};

// Frames parsed, and flows found, before any clock starts.
struct ShownTraffic {
    explicit ShownTraffic(Frames captured);
    ShownTraffic(ShownTraffic&&) = default;

    Frames frames;  // the segments' bytes
    std::vector<ShownSegment> segments;
    size_t flows = 0;
};

// Flow records as the worker has them, each between other ends than all others.
class FlowRecords {
 public:
    explicit FlowRecords(size_t count);

    Flow& operator[](size_t number) { return flows_[number]; }
    size_t size() const { return flows_.size(); }

    // All as if they had never been seen; their ends are others from now on.
    void renew(Classifier& classifier);
    void give_other_ends(size_t number);

 private:
    std::vector<Flow> flows_;
    uint32_t ends_given_ = 0;
};

// What the classify stage does for a packet of the flow. True if the classifier saw it.
inline bool show(Classifier& classifier, Flow& flow, const Segment& segment, uint64_t now_ns) {
    if (!flow.inspection.needs_payload() || (segment.payload.empty() && !segment.syn))
        return false;
    Segment shown = segment;
    shown.time_us = static_cast<uint32_t>(now_ns / 1'000);
    shown.time_s = static_cast<uint32_t>(now_ns / 1'000'000'000);
    shown.ends = {.subscriber_address = flow.key.subscriber.bytes.data(),
                  .remote_address = flow.key.remote.bytes.data(),
                  .subscriber_port = flow.key.subscriber_port,
                  .remote_port = flow.key.remote_port};
    classifier.observe(flow.inspection, shown);
    return true;
}

}  // namespace sluice::bench
