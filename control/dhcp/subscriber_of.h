// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>

#include "control/dhcp/message.h"
#include "control/dhcp/settings.h"

namespace sluice {

// The subscriber's id, by the first source that there is and that makes a name of at most 128
// characters. What a relay agent wrote is taken as it is if it is a name, else as "hex:0a1b".
// What the client chose is "client:0a1b" or "mac:02:00:00:00:00:01", so that it never is another's
// id that was written otherwise.
std::optional<std::string> subscriber_of(const DhcpIdentity& identity,
                                         std::span<const DhcpIdSource> id_from);

}  // namespace sluice
