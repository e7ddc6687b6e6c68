// SPDX-License-Identifier: Apache-2.0
#include "bench/many_rules.h"

#include <cstdint>
#include <string>
#include <utility>

#include "bench/conversation.h"

namespace sluice::bench {
namespace {

Prefix drawn_prefix(Dice& dice, uint32_t network) {
    const auto length = static_cast<uint8_t>(16 + dice.below(9));
    const auto bits = static_cast<uint32_t>(dice.below(1u << 22));
    const uint32_t mask = ~uint32_t{0} << (32 - length);
    return {IpAddress::from_ipv4((network | bits) & mask), length};
}

PortRange drawn_ports(Dice& dice) {
    const auto first = static_cast<uint16_t>(1 + dice.below(60'000));
    return {first, static_cast<uint16_t>(first + dice.below(5'000))};
}

Match drawn_match(Dice& dice) {
    Match match;
    if (dice.chance(30)) {
        match.label = static_cast<Label>(1 + dice.below(kLabelCount - 1));
        match.lowest_grade = static_cast<Grade>(1 + dice.below(kGradeCount - 1));
    }
    if (dice.chance(50))
        match.direction = dice.chance(50) ? Direction::up : Direction::down;
    if (dice.chance(40))
        match.protocol = dice.chance(50) ? 6 : 17;
    if (dice.chance(50))
        match.subscriber_prefixes = {drawn_prefix(dice, 0x6440'0000)};
    if (dice.chance(20))
        match.subscriber_ports = {drawn_ports(dice)};
    // What every rule has: a remote network, or one and a range of ports.
    match.remote_prefixes = {drawn_prefix(dice, 0xc600'0000)};
    if (dice.chance(60))
        match.remote_ports = {drawn_ports(dice)};
    return match;
}

}  // namespace

std::shared_ptr<const Snapshot> many_rules(unsigned count, uint32_t number) {
    Dice dice(4);
    Policy policy;
    for (unsigned i = 0; i < count; ++i) {
        Action action;
        if (dice.chance(50))
            action.dscp = static_cast<uint8_t>(dice.below(64));
        policy.rules.push_back({"rule-" + std::to_string(i), drawn_match(dice), action});
    }
    PolicyNames names;
    return Snapshot::compile(std::move(policy), number, number, names);
}

}  // namespace sluice::bench
