// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "control/ipfix/session.h"
#include "control/ipfix/settings.h"

namespace sluice {

// Takes flow records from the packet path, names their subscribers and sends them to every
// collector (RFC 7011's Exporting Process), in a thread of its own. No collector holds up another,
// or the packet path.
class IpfixExporter {
 public:
    struct Source {
        std::function<size_t(std::span<FlowRecord>)> take;
        std::function<uint64_t()> now_ns;  // of the clock that the records' times are of
        std::function<std::string(uint32_t record)> id_of;  // a subscriber's; empty: nobody's
        std::function<IpfixLoss()> lost;                    // before they could be taken
        std::function<void()> flush;                        // makes records of all flows ...
        std::function<bool()> flushed;                      // ... and when that is done
    };
    using Log = IpfixSession::Log;

    // Without a collector there is no thread, and nothing is ever taken.
    IpfixExporter(const IpfixSettings& settings, Source source, Log log);
    ~IpfixExporter();

    // While the packet path still runs: takes records of all its flows and sends what is left, for
    // at most three seconds. Nothing is sent afterwards. The destructor does the same.
    void finish();

    const std::vector<std::unique_ptr<IpfixSession>>& sessions() const { return sessions_; }

 private:
    void run(const std::stop_token& stopping);
    void send_rest();
    // True: more records may wait.
    bool round();
    size_t move_batch(const IpfixTime& now, uint64_t worker_epoch_ns);

    const Source source_;
    std::vector<std::unique_ptr<IpfixSession>> sessions_;
    std::vector<FlowRecord> batch_;
    std::jthread thread_;  // last: everything else outlives it
};

}  // namespace sluice
