// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "classifier/recent_keys.h"

namespace sluice {

// Host names of trackers that a torrent or a peer named, so that a tracker reached by TLS is known
// by its server name. Private to the worker's thread.
class LearntNames {
 public:
    static constexpr uint32_t kLifetime_s = 6 * 3'600;  // a torrent is seeded for hours

    // seed: secret, random per run.
    LearntNames(uint32_t capacity, uint64_t seed) : names_(capacity, kLifetime_s), seed_(seed) {}

    // Names are compared without regard to case.
    void learn(std::string_view name, uint32_t now_s);
    bool knows(std::string_view name, uint32_t now_s) const;

    size_t memory_bytes() const { return names_.memory_bytes(); }

 private:
    uint64_t hash(std::string_view name) const;

    RecentKeys names_;
    uint64_t seed_;
};

}  // namespace sluice
