// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "control/dhcp/dhcp_sessions.h"
#include "control/subscribers/shared_session_table.h"
#include "dataplane/dhcp_copy.h"

namespace sluice {

// What was seen of DHCP since the start.
struct DhcpWatchReport {
    // By family: DHCPv4, DHCPv6.
    std::array<std::array<uint64_t, kDhcpOutcomeCount>, 2> outcomes{};
    uint64_t leases = 0;     // now
    uint64_t questions = 0;  // now remembered
    uint64_t questions_forgotten_early = 0;
    uint64_t given_to_another = 0;
    DhcpCopyReport copies;
};

// Takes the copies of the DHCP messages that went by, in a thread of its own, and makes sessions
// of them. What it is given outlives it.
class DhcpWatch {
 public:
    struct Source {
        std::function<void(std::vector<DhcpCopy>&)> take;
        std::function<DhcpCopyReport()> report;
    };
    // What outlives a restart. Called from the thread; may throw std::runtime_error, which is told.
    struct Memory {
        std::vector<DhcpKnownLease> known;
        std::function<void(std::span<const DhcpLeaseChange>)> keep;  // may be none
    };
    // Called from the thread, with a line for the operator; not more than one in ten seconds.
    using Complain = std::function<void(const std::string&)>;

    DhcpWatch(const DhcpSettings& settings, Source source, SharedSessionTable& sessions,
              Complain complain, Memory memory);

    DhcpWatchReport report() const;  // any thread

 private:
    void run(const std::stop_token& stop);
    void restore();
    void round();
    void keep(std::span<const DhcpLeaseChange> changes, uint64_t now_ns);
    void complain(const std::string& line, uint64_t now_ns);
    void apply(const DhcpCopy& copy, uint64_t now_ns);

    const Source source_;
    SharedSessionTable& sessions_;
    const Complain complain_;
    Memory memory_;
    uint64_t complained_ns_ = 0;
    std::vector<DhcpCopy> held_;  // until the next round: see round()
    mutable std::mutex mutex_;    // of what follows
    DhcpSessions dhcp_;
    DhcpWatchReport counts_;
    std::mutex waiting_;
    std::condition_variable_any stopping_;
    std::jthread thread_;  // last: it uses the others
};

}  // namespace sluice
