// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "classifier/attributes.h"
#include "classifier/counter.h"
#include "classifier/label.h"
#include "dataplane/flow_key.h"
#include "policy/subscriber_ref.h"

namespace sluice {

// Why a record was made: IANA's flowEndReason (RFC 5102, section 5.11.3).
enum class FlowEndReason : uint8_t {
    idle_timeout = 1,
    active_timeout = 2,  // the flow goes on
    end_of_flow = 3,     // TCP: FIN both ways, or RST
    forced_end = 4,      // it goes on as another subscriber's or on another worker; or the box ends
};

// What a flow did since its record before. No record is made of a flow that did nothing.
struct FlowRecord {
    FlowKey key;
    uint64_t flow_id = 0;
    uint64_t start_ns = 0;  // of the workers' clock: when it began, or its record before was made
    uint64_t end_ns = 0;    // its last packet, to the millisecond
    std::array<uint64_t, kDirectionCount> ip_bytes{};
    std::array<uint32_t, kDirectionCount> packets{};
    // Whose it was. The number may serve another by the time the record is read: then the key is
    // not that of the number's id any more (see hash_text()).
    uint64_t subscriber_key = 0;
    uint32_t subscriber_record = SubscriberRef::kNobody;
    Verdict verdict;
    FlowEndReason reason = FlowEndReason::idle_timeout;
};
static_assert(sizeof(FlowRecord) == 104, "a ring has thousands");

// What one worker's recorder counts; anyone may read.
struct FlowRecordCounts {
    Counter made;
    Counter deferred;  // no room, and the flow goes on: its next record has all
    // No room, and there will be no other record that has it.
    Counter lost;
    Counter lost_packets;
    Counter lost_bytes;
};

}  // namespace sluice
