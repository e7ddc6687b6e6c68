// SPDX-License-Identifier: Apache-2.0
#include "bench/large_policy.h"

#include <array>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "bench/conversation.h"
#include "policy/policy_yaml.h"

namespace sluice::bench {
namespace {

constexpr std::array<std::string_view, 8> kLabels{
    "bittorrent", "bittorrent.peer", "bittorrent.utp", "bittorrent.dht", "ed2k", "kad", "tls",
    "quic"};

std::string drawn_prefix(Dice& dice) {
    if (dice.chance(20)) {
        IpAddress address;
        address.bytes = {0x20, 0x01, 0x0d, 0xb8};
        for (size_t i = 4; i < 7; ++i)
            address.bytes[i] = static_cast<uint8_t>(dice.below(256));
        return "\"" +
               Prefix::covering(address, static_cast<uint8_t>(40 + dice.below(17))).to_string() +
               "\"";
    }
    const auto address = static_cast<uint32_t>(0x2000'0000 + dice.below(0x4000'0000));
    return Prefix::covering(IpAddress::from_ipv4(address), static_cast<uint8_t>(16 + dice.below(9)))
        .to_string();
}

std::string drawn_ports(Dice& dice) {
    const uint64_t first = 1 + dice.below(60'000);
    return std::to_string(first) + "-" + std::to_string(first + dice.below(5'000));
}

std::string drawn_match(Dice& dice, unsigned prefixes) {
    std::string match = "remote_prefix: [";
    for (unsigned i = 0; i < prefixes; ++i)
        match += (i == 0 ? "" : ", ") + drawn_prefix(dice);
    match += "]";
    if (dice.chance(30))
        match += ", label: " + std::string(kLabels[dice.below(kLabels.size())]);
    else if (dice.chance(40))
        match += dice.chance(50) ? ", protocol: tcp" : ", protocol: udp";
    if (dice.chance(50))
        match += dice.chance(50) ? ", direction: up" : ", direction: down";
    if (dice.chance(20))
        match += ", subscriber_port: " + drawn_ports(dice);
    if (dice.chance(60))
        match += ", remote_port: " + drawn_ports(dice);
    return match;
}

}  // namespace

std::string large_policy(unsigned rules, unsigned prefixes) {
    Dice dice(6);
    std::string text = "rules:\n";
    for (unsigned i = 0; i < rules; ++i) {
        const unsigned more = i < prefixes % rules ? 1 : 0;
        text += "  - { name: rule-" + std::to_string(i) + ", match: { " +
                drawn_match(dice, prefixes / rules + more) + " }, action: forward }\n";
    }
    return text;
}

std::shared_ptr<const Snapshot> build_policy(const std::string& text, uint32_t number) {
    ParsedPolicy parsed = parse_policy(text, "bench", PolicyFileKind::policy, {});
    if (!parsed.policy)
        throw std::runtime_error(parsed.complaints.front().to_string());
    PolicyNames names;
    return Snapshot::compile(std::move(*parsed.policy), number, number, names);
}

}  // namespace sluice::bench
