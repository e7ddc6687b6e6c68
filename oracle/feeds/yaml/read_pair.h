// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "oracle/feeds/yaml/location_names.h"
#include "oracle/rank/pid.h"
#include "policy/yaml/value.h"

namespace sluice {

// What one part of a file may say of pairs, each as often as it is named: a bound of the time that
// it takes.
inline constexpr size_t kMostPairs = size_t{32} << 20;

// Pairs of PIDs that something is said of. A PID to itself is meant where nothing else is.
struct LocationPairs {
    std::vector<Pid> from;
    std::vector<Pid> to;
    bool both_ways = false;

    size_t count() const { return from.size() * to.size(); }

    // Calls say(from, to) with each; some may come twice.
    template <typename Say>
    void each(Say say) const {
        const bool is_one_pid = from.size() == 1 && from == to;
        for (const Pid a : from)
            for (const Pid b : to) {
                if (a == b && !is_one_pid)
                    continue;
                say(a, b);
                if (both_ways)
                    say(b, a);
            }
    }
};

// The keys between: [a, b], or from: a and to: [b, c]. Complains where they name none, or both.
LocationPairs read_pair(const YamlFields& fields, const LocationNames& names);

}  // namespace sluice
