// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "classifier/counter.h"
#include "dataplane/dhcp_copy.h"
#include "dataplane/packet.h"
#include "dataplane/spsc_ring.h"

namespace sluice {

// The DHCP messages that one worker saw, on their way to control. Bounded in number, length and
// rate, so that a flood of them costs the worker no more than a burst of ordinary ones; the two
// sides have a rate each, so that homes cannot keep the servers' answers out.
class DhcpCopies {
 public:
    static constexpr size_t kCapacity = 2'048;
    static constexpr uint64_t kMostPerSecond = 4'096;  // of a side
    static constexpr uint64_t kMostAtOnce = 1'024;

    // The worker's.
    void offer(const Packet& packet, uint64_t now_ns);

    // One other thread's: adds all that there is.
    void take(std::vector<DhcpCopy>& out);

    // Any thread's.
    void add_to(DhcpCopyReport& report) const;

    static constexpr size_t memory_bytes() { return kCapacity * sizeof(DhcpCopy); }

 private:
    // Copies that a side may still make. A clock that steps back gives none.
    struct Allowance {
        uint64_t left = kMostAtOnce;
        uint64_t since_ns = 0;
        bool take(uint64_t now_ns);
    };

    bool is_wanted(const Packet& packet, uint64_t now_ns);
    void lose(DhcpLoss why) { lost_[static_cast<size_t>(why)]++; }

    SpscRing<DhcpCopy> ring_{kCapacity};
    std::array<Allowance, kDirectionCount> allowances_;
    Counter copied_;
    std::array<Counter, kDhcpLossCount> lost_;
};

}  // namespace sluice
