// SPDX-License-Identifier: Apache-2.0
#include "dataplane/peer_facts.h"

namespace sluice {
namespace {

using Conduct = decltype(FlowEnforcement::conduct);

constexpr auto kUp = static_cast<size_t>(Direction::up);

// What peers say to each other, and what is said of them: a flow has the one or the other.
constexpr uint32_t kFirstOfPeers = static_cast<uint32_t>(MessageKind::interested);
constexpr uint32_t kFirstOfNodes = static_cast<uint32_t>(MessageKind::ping_request);
constexpr uint32_t kRoleShift = 28;
static_assert(kFirstOfNodes - kFirstOfPeers == kRoleShift && kPeerRoleCount <= 8);
static_assert(kFirstOfPeers + kMessageKindCount - kFirstOfNodes <= 32);

// Flow::enforcement.conduct of a flow whose peers' messages are read: those kinds that were, and
// above them the role.
Conduct conduct_of_peers(const PeerDescription& description) {
    Conduct conduct{};
    for (size_t direction = 0; direction < kDirectionCount; ++direction) {
        for (uint32_t kind = kFirstOfPeers; kind < kFirstOfNodes; ++kind) {
            if (description.messages[direction][kind] != 0)
                conduct[direction] |= uint32_t{1} << (kind - kFirstOfPeers);
        }
    }
    conduct[kUp] |= static_cast<uint32_t>(description.role[kUp]) << kRoleShift;
    return conduct;
}

// And of any other: the kinds before those of peers, and behind them those after.
uint32_t conduct_of_signalling(uint64_t heard) {
    const uint64_t before = heard & ((uint64_t{1} << kFirstOfPeers) - 1);
    return static_cast<uint32_t>(before | heard >> kFirstOfNodes << kFirstOfPeers);
}

uint64_t messages_of_signalling(uint32_t conduct) {
    const uint64_t before = conduct & ((uint32_t{1} << kFirstOfPeers) - 1);
    return before | uint64_t{conduct >> kFirstOfPeers} << kFirstOfNodes;
}

}  // namespace

PeerFacts peer_facts(const Classifier& classifier, const Flow& flow) {
    PeerFacts facts;
    if (const auto description = classifier.describe(flow.inspection)) {
        const Conduct conduct = conduct_of_peers(*description);
        facts.role = description->role[kUp];
        for (size_t direction = 0; direction < kDirectionCount; ++direction)
            facts.messages[direction] =
                uint64_t{conduct[direction] & ((uint32_t{1} << kRoleShift) - 1)} << kFirstOfPeers;
        return facts;
    }
    for (size_t direction = 0; direction < kDirectionCount; ++direction)
        facts.messages[direction] = messages_of_signalling(flow.enforcement.conduct[direction]);
    return facts;
}

bool note_conduct(const Classifier& classifier, Flow& flow, Direction direction, uint64_t heard) {
    Conduct now = flow.enforcement.conduct;
    if (const auto description = classifier.describe(flow.inspection))
        now = conduct_of_peers(*description);
    else
        now[static_cast<size_t>(direction)] |= conduct_of_signalling(heard);
    if (now == flow.enforcement.conduct)
        return false;
    flow.enforcement.conduct = now;
    return true;
}

}  // namespace sluice
