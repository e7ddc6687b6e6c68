// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace sluice {

// One thing that was looked at on a machine, for who is to run the box on it.
struct Finding {
    enum class Level {
        good,
        costs,  // the box works, and would work better
        fails,  // it does not start so, or packets do not get through
    };

    Level level = Level::good;
    std::string what;  // "huge pages", "port eth2"
    std::string seen;  // as it is
    // Nothing where all is good.
    std::string cost = {};  // what that does to the box, or to its subscribers
    std::string mend = {};  // a command to type, or what to write where
};

using Findings = std::vector<Finding>;

}  // namespace sluice
