// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

#include "classifier/label.h"
#include "dataplane/spsc_ring.h"

struct rte_mbuf;

namespace sluice {

// A packet on its way from one worker to another (design decision 1).
struct Handed {
    enum class Purpose : uint8_t {
        process,   // you own its subscriber
        transmit,  // you own the queue that it leaves by
        answer,    // the same of a frame of the box's own
    };
    rte_mbuf* mbuf = nullptr;
    uint16_t port = 0;  // it came in by, or goes out by
    Purpose purpose = Purpose::process;
    Verdict verdict;  // of its flow, if that moves along
};

using HandoffRing = SpscRing<Handed>;

// A ring from every worker to every other.
class HandoffRings {
 public:
    static constexpr size_t kCapacity = 4'096;

    explicit HandoffRings(uint32_t workers) : workers_(workers) {
        for (uint32_t i = 0; i < workers * workers; ++i)
            rings_.push_back(std::make_unique<HandoffRing>(kCapacity));
    }

    bool empty() const {
        return std::all_of(rings_.begin(), rings_.end(),
                           [](const auto& ring) { return ring->empty(); });
    }

    HandoffRing& between(uint32_t from, uint32_t to) { return *rings_[from * workers_ + to]; }

 private:
    uint32_t workers_;
    std::vector<std::unique_ptr<HandoffRing>> rings_;
};

}  // namespace sluice
