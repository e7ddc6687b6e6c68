// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "dataplane/pipeline.h"
#include "replay/capture_file.h"
#include "replay/policy_file.h"
#include "replay/totals.h"

namespace sluice {

struct ReplaySettings {
    std::vector<Prefix> subscribers;  // whose ends are the subscribers'
    uint32_t flows = 262'144;         // at a time
    bool keep_flow_list = false;
    TunnelView tunnels = TunnelView::inner;
};

// The stages of the packet path, driven by captured frames and their times. Each frame is a burst
// of its own, so that each has its own time.
class Replay {
 public:
    // Throws std::runtime_error if the memory is not to be had.
    Replay(const ReplaySettings& settings, ReplayPolicy policy);

    // What would have left: the frame, perhaps marked, or no bytes if it was dropped. Valid until
    // the next call.
    Bytes take(const CapturedFrame& frame);

    // Ends the flows that are left, and says what was found.
    Totals finish();

 private:
    void keep(const Flow& flow);
    void keep_rules();
    uint64_t since_first(uint64_t time_ns);

    const ReplaySettings settings_;
    const ReplayPolicy policy_;
    Worker worker_;
    Burst burst_;
    std::vector<uint8_t> frame_;  // act may write to it
    Totals totals_;
};

}  // namespace sluice
