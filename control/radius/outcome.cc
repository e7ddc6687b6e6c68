// SPDX-License-Identifier: Apache-2.0
#include "control/radius/outcome.h"

namespace sluice {

std::string_view name(RadiusOutcome outcome) {
    constexpr std::array<std::string_view, static_cast<size_t>(RadiusOutcome::count)> kNames = {
        "started",
        "updated",
        "stopped",
        "unknown_stopped",
        "nas_restarted",
        "late",
        "without_subscriber",
        "ignored_status_type",
        "server_status",
        "changed",
        "disconnected",
        "refused",
        "duplicate",
        "unknown_client",
        "malformed",
        "unexpected_code",
        "wrong_authenticator",
        "no_message_authenticator",
        "wrong_message_authenticator",
        "replayed",
        "no_room",
    };
    return kNames[static_cast<size_t>(outcome)];
}

}  // namespace sluice
