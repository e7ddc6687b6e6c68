// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>

namespace sluice {

// When what is too old in the audit log may go. A clock on the wall that is wrong would have all of
// it go, so it is believed only when it has kept pace with the steady one for a while.
class AuditRetention {
 public:
    using SteadyTime = std::chrono::steady_clock::time_point;
    using WallTime = std::chrono::system_clock::time_point;

    static constexpr std::chrono::minutes kTrusted{10};  // without a step for that long
    static constexpr std::chrono::hours kEvery{1};
    static constexpr std::chrono::minutes kStep{1};  // a clock that is corrected moves by less

    explicit AuditRetention(std::chrono::seconds keep) : keep_(keep) {}

    // To be called often. If something is to go now: what is older than that.
    std::optional<WallTime> look(SteadyTime now, WallTime wall);

 private:
    const std::chrono::seconds keep_;
    std::optional<WallTime> wall_;  // at the last look
    SteadyTime looked_;
    SteadyTime trusted_since_;
    std::optional<SteadyTime> forgot_;
};

}  // namespace sluice
