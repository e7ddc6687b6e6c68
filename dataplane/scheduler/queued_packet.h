// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "classifier/label.h"
#include "dataplane/scheduler/circular_list.h"
#include "dataplane/scheduler/codel.h"
#include "dataplane/service_class.h"

namespace sluice {

// A packet that waits. Whose buffer it is and what is in it is the caller's business.
struct QueuedPacket {
    void* buffer = nullptr;
    uint32_t next = kNone;      // towards the tail of its queue
    uint32_t previous = kNone;  // towards the head
    QueueTime queued = 0;
    uint16_t bytes = 0;      // what it costs: the IP packet and the link's overhead
    uint16_t ip_bytes = 0;   // IP layer
    uint16_t port = 0;       // that it came in by
    uint16_t ip_offset = 0;  // of the outermost IP header
    Label label = Label::unknown;
    ServiceClass service_class = ServiceClass::standard;
    bool ecn_capable = false;  // ECT(0) or ECT(1) (RFC 3168)
    uint8_t bytes_beside = 0;  // of the frame, beside the IP packet
};
static_assert(sizeof(QueuedPacket) == 32);

}  // namespace sluice
