// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "classifier/attributes.h"
#include "classifier/counter.h"
#include "classifier/label.h"
#include "dataplane/ecn.h"
#include "dataplane/packet.h"
#include "policy/locality/locality.h"

namespace sluice {

template <typename T>
using PerDirection = std::array<T, kDirectionCount>;

// Up to a quarter of a millisecond, and twice as much each; the last has all that is longer.
inline constexpr size_t kQueueWaitBuckets = 14;
constexpr uint64_t queue_wait_bound_ns(size_t bucket) {
    return uint64_t{250'000} << bucket;
}
constexpr size_t queue_wait_bucket(uint64_t waited_ns) {
    size_t bucket = 0;
    while (bucket + 1 < kQueueWaitBuckets && waited_ns > queue_wait_bound_ns(bucket))
        ++bucket;
    return bucket;
}

// The same from the receiving of a packet to the handing of its answers to the port, from a
// microsecond on.
inline constexpr size_t kAnswerDelayBuckets = 14;
constexpr uint64_t answer_delay_bound_ns(size_t bucket) {
    return uint64_t{1'000} << bucket;
}
constexpr size_t answer_delay_bucket(uint64_t delay_ns) {
    size_t bucket = 0;
    while (bucket + 1 < kAnswerDelayBuckets && delay_ns > answer_delay_bound_ns(bucket))
        ++bucket;
    return bucket;
}

// What one worker counts. Only that worker writes; anyone may read at any time.
// Bytes are IP-layer bytes where a field says so, else whole frames.
//
// Each packet that a worker receives by a port or from another worker (handed_in) it forwards,
// drops, observes (on a tap) or hands over (handed_out); only that it may be another's to send what
// is forwarded. So over all workers, received = forwarded + dropped + observed, but for what is
// under way.
struct WorkerCounters {
    PerDirection<Counter> received_packets;  // by ports
    PerDirection<Counter> received_bytes;
    PerDirection<Counter> forwarded_packets;
    PerDirection<Counter> forwarded_bytes;
    Counter uninspected_packets;  // of flows that nobody knew, while there were too many packets
    PerDirection<Counter> observed_packets;
    PerDirection<Counter> observed_bytes;
    std::array<Counter, kDropReasonCount> dropped_packets;
    std::array<Counter, kDropReasonCount> dropped_bytes;
    std::array<Counter, kOddityCount> odd_packets;  // forwarded, but not or not fully looked at
    std::array<PerDirection<Counter>, kLabelCount> label_packets;
    // By where the other end is; summed over that, they go with label_packets.
    std::array<std::array<PerDirection<Counter>, kLabelCount>, kLocalityCount> locality_ip_bytes;
    std::array<Counter, kLabelCount> label_flows;  // a gauge: flows in the table now
    // What the box sends itself: it is neither received nor forwarded.
    Counter reset_segments;  // of TCP
    Counter utp_resets;
    Counter refusals;
    Counter answers_withheld;       // nobody is known to be there, or it was said often enough
    Counter answers_without_a_way;  // no way back through the tunnel, or no port to inject by
    Counter answers_without_room;   // in the burst's answers, or no packet buffer
    Counter answers_unsent;         // the port took no more
    // From the arrival of the burst to the port, frames: see answer_delay_bucket().
    std::array<Counter, kAnswerDelayBuckets> answer_delay;
    Counter answer_delay_ns;
    Counter marked_packets;
    Counter ce_marked_packets;  // by queues
    // How long packets were in queues, those that were dropped there, too: see queue_wait_bucket().
    std::array<Counter, kQueueWaitBuckets> queue_wait;
    Counter queue_wait_ns;
    // As packets came, before our own queues mark any; by EcnSign.
    std::array<std::array<PerDirection<Counter>, kLabelCount>, kEcnSignCount> ecn_packets;
    Counter unknown_subscriber_flows;  // of nobody in the policy
    // Usage (UsageMeter): of no subscriber, and what of it a queue dropped; of packets without a
    // flow, or of rows without room; of what rules and queues did, without room. Tables that were
    // handed over before their time.
    Counter stranger_packets;
    Counter stranger_ip_bytes;
    Counter stranger_queue_dropped_packets;
    Counter stranger_queue_dropped_ip_bytes;
    Counter usage_unattributed_packets;
    Counter usage_unattributed_ip_bytes;
    Counter rule_effects_unattributed;
    Counter queue_effects_unattributed;
    Counter usage_tables_filled;
    Counter flows_created;
    Counter flows_expired;
    Counter flows_moved;  // to another worker with their subscriber
    Counter sweeps;       // over all flows, see Worker::sweep()
    Counter flows;        // a gauge: in the table
    // Whose messages were read, by the subscriber's role.
    std::array<Counter, kPeerRoleCount> peer_flows_ended;
    Counter decisions;
    Counter handed_out;
    Counter handed_in;
    Counter endpoint_news_dropped;  // another worker had no room for them
    Counter police_buckets_exhausted;
    Counter police_buckets;             // a gauge
    Counter connection_caps_exhausted;  // a connection was not held to its rule's cap
    Counter connection_caps;            // a gauge
    // Flows that would have been beyond their subscriber's limits; and while the policy is a
    // shadow, those that were.
    Counter flows_beyond_limit;
    Counter flows_beyond_limit_in_shadow;
    Counter counted_strangers_exhausted;  // a flow of a stranger was not held to any limit
    Counter counted_strangers;            // a gauge
    Counter busy_ns;                      // with packets in hand; what is left is idle
    Counter loops;
    // Of packets that went past the worker, but whose flow and subscriber is its own; and flows:
    // how many are such now, have been, found no room in the worker's list, or in the kernel's.
    PerDirection<Counter> shunted_packets;
    PerDirection<Counter> shunted_ip_bytes;
    Counter shunted_flows;  // a gauge
    Counter shunts_begun;
    Counter shunt_places_exhausted;
    Counter shunts_refused;
    Counter stalls;  // beats that came later than the patience allows

    const Counter& ip_bytes(Locality locality, Label label, Direction direction) const {
        return locality_ip_bytes[static_cast<size_t>(locality)][static_cast<size_t>(label)]
                                [static_cast<size_t>(direction)];
    }
    uint64_t label_ip_bytes(Label label, Direction direction) const {
        uint64_t sum = 0;
        for (size_t locality = 0; locality < kLocalityCount; ++locality)
            sum += ip_bytes(static_cast<Locality>(locality), label, direction).get();
        return sum;
    }
};

// IP-layer bytes that one worker sent on over one link, or saw pass on a tap: what the link
// carries.
struct alignas(64) LinkBytes {
    PerDirection<Counter> passed;
};

}  // namespace sluice
