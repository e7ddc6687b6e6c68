// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "classifier/attributes.h"
#include "classifier/bytes.h"

namespace sluice {

enum class PpspTrackerMessage : uint8_t {
    absent,   // no message of RFC 7846, so far or as a whole
    partial,  // all bytes so far fit, the stream has to go on
    connect,  // requests
    find,
    stat_report,
    response,  // a successful one
    failure,   // a failed one
};

// The first bytes of a stream that begins with an HTTP request or response. A body may be cut
// behind the members that tell what it is.
PpspTrackerMessage parse_ppsp_tracker(Bytes stream);

// What it says; nothing if it is absent or partial. A response does not name what it answers: that
// it brings peers is what matters.
std::optional<MessageKind> message_kind(PpspTrackerMessage message);

}  // namespace sluice
