// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/read_conversation.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "classifier/attributes.h"
#include "policy/yaml/nearest.h"

namespace sluice {
namespace {

// In the order of PeerRole, but for unknown: of that nobody knows whether it will be one of them.
constexpr std::array<std::string_view, kPeerRoleCount - 1> kRoles{"leech", "seed", "both",
                                                                  "partial-seed", "superseeder"};
static_assert(static_cast<int>(PeerRole::leech) == 1 &&
              static_cast<int>(PeerRole::superseeder) == static_cast<int>(kRoles.size()));

std::array<std::string_view, kMessageKindCount> message_names() {
    std::array<std::string_view, kMessageKindCount> names;
    for (size_t i = 0; i < kMessageKindCount; ++i)
        names[i] = name(static_cast<MessageKind>(i));
    return names;
}

}  // namespace

uint8_t read_roles(const YamlValue& value) {
    uint8_t roles = 0;
    for (const YamlValue& item : value.one_or_more())
        if (const auto index = item.one_of(kRoles))
            roles |= static_cast<uint8_t>(1u << (*index + 1));
    return roles;
}

uint64_t read_messages(const YamlValue& value) {
    static const auto kNames = message_names();
    uint64_t messages = 0;
    for (const YamlValue& item : value.one_or_more()) {
        const auto text = item.name();
        if (!text)
            continue;
        const auto found = std::find(kNames.begin(), kNames.end(), *text);
        if (found != kNames.end()) {
            messages |= uint64_t{1} << (found - kNames.begin());
            continue;
        }
        const std::string near = did_you_mean(*text, kNames);
        item.complain("'" + *text + "' is no message" +
                      (near.empty() ? "; messages are named like handshake, bitfield, "
                                      "piece_request or piece (docs/policy.md)"
                                    : near));
    }
    return messages;
}

}  // namespace sluice
