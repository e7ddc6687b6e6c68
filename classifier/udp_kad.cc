// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "classifier/udp_inspector.h"
#include "classifier/wire/kad.h"
#include "classifier/wire/kad_nodes.h"
#include "classifier/wire/kad_obfuscation.h"

namespace sluice {

// Nodes named in the clear: what is sent to them obfuscated can be read.
void UdpInspector::learn_kad_nodes(const Segment& segment) {
    std::array<KadNode, 64> nodes;
    const size_t count = read_kad_nodes(segment.payload, nodes);
    const auto sender = sender_of(segment);
    for (size_t i = 0; i < count; ++i)
        if (const auto at = nodes[i].at ? nodes[i].at : sender)
            kad_ids_.learn(*at, nodes[i].id, segment.time_s);
}

void UdpInspector::look_inside_obfuscation(FlowInspection& flow, const Segment& segment) {
    const auto receiver = receiver_of(segment);
    const KadId* const id = receiver ? kad_ids_.find(*receiver, segment.time_s) : nullptr;
    if (id == nullptr)
        return;
    std::array<uint8_t, kMostObfuscatedBytes> room;
    const auto message = reveal_kad(segment.payload, *id, room);
    if (!message || !parse_kad(*message, inflator_))
        return;
    flow.verdict = {Label::kad, Grade::exact};
    flow.flags |= FlowInspection::kEncrypted;
}

}  // namespace sluice
