// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sluice {

// What became of a datagram. Each has exactly one.
enum class RadiusOutcome : uint8_t {
    // Answered.
    started,
    updated,
    stopped,
    unknown_stopped,  // a Stop before its Start, or a second one
    nas_restarted,    // Accounting-On or -Off
    late,             // replayed, overtaken or too old: it changed nothing
    without_subscriber,
    ignored_status_type,
    server_status,
    changed,       // a CoA
    disconnected,  // a Disconnect
    refused,       // a CoA or a Disconnect that got a NAK
    duplicate,     // answered as before
    // Not answered.
    unknown_client,
    malformed,
    unexpected_code,
    wrong_authenticator,
    no_message_authenticator,
    wrong_message_authenticator,
    replayed,  // dynamic authorisation: no Event-Timestamp, or not a current one
    no_room,
    count,
};

std::string_view name(RadiusOutcome outcome);

// One thread adds, any reads.
class RadiusCounts {
 public:
    void add(RadiusOutcome outcome) {
        outcomes_[static_cast<size_t>(outcome)].fetch_add(1, std::memory_order_relaxed);
    }
    uint64_t of(RadiusOutcome outcome) const {
        return outcomes_[static_cast<size_t>(outcome)].load(std::memory_order_relaxed);
    }

    // Beside the outcome.
    std::atomic<uint64_t> unusable_addresses{0};   // and ranges of ports; the rest was taken
    std::atomic<uint64_t> refused_subscribers{0};  // times that the box did not take one
    std::atomic<uint64_t> unsent{0};               // answers that the socket did not take

 private:
    std::array<std::atomic<uint64_t>, static_cast<size_t>(RadiusOutcome::count)> outcomes_{};
};

}  // namespace sluice
