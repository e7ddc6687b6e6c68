// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "classifier/wire/utp.h"
#include "dataplane/answers/reset_numbers.h"
#include "dataplane/answers/utp_reset.h"
#include "dataplane/flow.h"
#include "dataplane/packet.h"

namespace sluice {

// The packet is a TCP segment whose header is whole and in hand.
SeenSegment seen_segment(const ParsedPacket& parsed);

// What FlowEnforcement keeps of a TCP flow's direction.
FollowedNumbers followed_numbers(const FlowEnforcement& flow, Direction direction);

// The same of uTP: of the last packet that way, as if a SYN had the id of those after it. Nothing
// if none was seen.
std::optional<UtpNumbers> followed_utp(const FlowEnforcement& flow, Direction direction);

// The TCP segment carries on where the one before it the same way ended. Who makes sources up does
// not know where that was, unless the one before was made up, too: two packets for one answer.
bool goes_on(const Packet& packet);

// The packet passes: what of it a reset has to fit to is kept. It has a flow.
void follow(const Packet& packet);

}  // namespace sluice
