// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "control/radius/outcome.h"

namespace sluice {

// Tells the operator what went wrong, a line of each kind in ten seconds at most: whoever sends
// much must not fill the log. One thread.
class RadiusComplaintLog {
 public:
    using Write = std::function<void(const std::string& line)>;

    explicit RadiusComplaintLog(Write write) : write_(std::move(write)) {}

    void complain(RadiusOutcome kind, const std::string& line, uint64_t now_ns) {
        Kind& of_kind = kinds_[static_cast<size_t>(kind)];
        if (now_ns < of_kind.silent_until_ns) {
            ++of_kind.untold;
            return;
        }
        const uint64_t untold = std::exchange(of_kind.untold, 0);
        of_kind.silent_until_ns = now_ns + kSilenceNs;
        write_(untold == 0 ? line
                           : line + " (and " + std::to_string(untold) + " more since the last)");
    }

 private:
    static constexpr uint64_t kSilenceNs = 10'000'000'000;
    struct Kind {
        uint64_t silent_until_ns = 0;
        uint64_t untold = 0;
    };

    const Write write_;
    std::array<Kind, static_cast<size_t>(RadiusOutcome::count)> kinds_{};
};

}  // namespace sluice
