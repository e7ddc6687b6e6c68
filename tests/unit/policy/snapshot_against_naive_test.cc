// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "policy/schedules.h"
#include "policy/snapshot.h"
#include "tests/unit/policy/compiled_policy.h"

namespace sluice {
namespace {

const std::vector<LinkCapacity> kLinks{{"l0"}, {"l1"}};

// The language of rules, as plainly as it can be said.
class Naive {
 public:
    Naive(const Policy& policy, size_t minute_of_week)
        : policy_(policy), minute_of_week_(minute_of_week) {}

    struct Decided {
        uint32_t rule = Decision::kNoRule;
        uint32_t shadow_rule = Decision::kNoRule;
    };

    Decided decide(const FlowFacts& facts, Direction direction) const {
        for (const Match& match : policy_.never_touch) {
            if (matches(match, facts, direction))
                return {Decision::kNeverTouch};
        }
        Decided decided;
        for (uint32_t i = 0; i < policy_.rules.size(); ++i) {
            if (!matches(policy_.rules[i].match, facts, direction))
                continue;
            if (!policy_.rules[i].shadow && !policy_.shadow) {
                decided.rule = i;
                break;
            }
            if (decided.shadow_rule == Decision::kNoRule)
                decided.shadow_rule = i;
        }
        return decided;
    }

 private:
    static bool holds(const std::vector<std::string>& names, const std::string& name) {
        return names.empty() || std::find(names.begin(), names.end(), name) != names.end();
    }
    static bool holds(const std::vector<PortRange>& ranges, uint16_t port) {
        return ranges.empty() || std::any_of(ranges.begin(), ranges.end(), [&](PortRange range) {
                   return range.first <= port && port <= range.last;
               });
    }
    static bool holds(const std::vector<Prefix>& prefixes, const IpAddress& address) {
        return prefixes.empty() ||
               std::any_of(prefixes.begin(), prefixes.end(),
                           [&](const Prefix& prefix) { return prefix.contains(address); });
    }

    static bool above(std::optional<uint64_t> bound, uint64_t number) {
        return !bound || number > *bound;
    }
    // The windows alone say which schedule it is: the zones are all UTC.
    bool holds(const Schedule& schedule) const {
        return schedule.windows.empty() || minutes_of_week(schedule).test(minute_of_week_);
    }

    bool matches(const Match& match, const FlowFacts& facts, Direction direction) const {
        const bool known = facts.subscriber.record != SubscriberRef::kNobody;
        const Subscriber nobody;
        const Subscriber& whose = known ? policy_.subscribers[facts.subscriber.record] : nobody;
        return holds(match.schedule) && above(match.over.bytes, facts.ip_bytes) &&
               above(match.over.age_ns, facts.age_ns) &&
               above(match.over.connections, facts.connections) &&
               (match.roles == 0 || (match.roles >> static_cast<int>(facts.role) & 1) != 0) &&
               (match.messages == 0 ||
                (match.messages & facts.messages[static_cast<size_t>(direction)]) != 0) &&
               holds(match.links, facts.link < kLinks.size() ? kLinks[facts.link].name : "?") &&
               (match.when & ~facts.conditions.of(direction)) == 0 &&
               (!match.label || (within(facts.verdict.label, *match.label) &&
                                 facts.verdict.grade >= match.lowest_grade)) &&
               (!match.direction || *match.direction == direction) &&
               (!match.protocol || *match.protocol == facts.protocol) &&
               holds(match.tiers, whose.tier) && holds(match.groups, whose.group) &&
               (holds(match.ports, facts.subscriber_port) ||
                holds(match.ports, facts.remote_port)) &&
               holds(match.subscriber_ports, facts.subscriber_port) &&
               holds(match.remote_ports, facts.remote_port) &&
               (holds(match.prefixes, facts.subscriber_address) ||
                holds(match.prefixes, facts.remote_address)) &&
               holds(match.subscriber_prefixes, facts.subscriber_address) &&
               holds(match.remote_prefixes, facts.remote_address);
    }

    const Policy& policy_;
    size_t minute_of_week_;
};

// Values from small sets, so that rules and flows meet often.
class Dice {
 public:
    explicit Dice(uint64_t seed) : random_(seed) {}

    uint64_t below(uint64_t limit) { return random_() % limit; }
    bool one_in(uint64_t count) { return below(count) == 0; }

    IpAddress address() {
        return one_in(3) ? *IpAddress::parse("2001:db8::" + std::to_string(below(8)))
                         : IpAddress::from_ipv4(0xc0000200 + static_cast<uint32_t>(below(16)));
    }
    Prefix prefix() {
        const IpAddress at = address();
        const auto most = static_cast<uint8_t>(at.is_ipv4() ? 32 : 128);
        return Prefix::covering(at, one_in(9) ? 0 : static_cast<uint8_t>(most - below(5)));
    }
    uint16_t port() {
        static constexpr uint16_t kEdges[] = {0, 1, 65534, 65535};
        return one_in(8) ? kEdges[below(4)] : static_cast<uint16_t>(6880 + below(12));
    }
    PortRange range() {
        const uint16_t one = port();
        const uint16_t other = port();
        return {std::min(one, other), std::max(one, other)};
    }
    std::string name(const char* kind) { return kind + std::to_string(below(4)); }
    Grade grade() { return static_cast<Grade>(below(kGradeCount)); }
    Label label() { return static_cast<Label>(below(kLabelCount)); }
    uint64_t message() { return uint64_t{1} << below(kMessageKindCount); }
    // Of the first three hours of some days, so that they often differ, and are few.
    Schedule schedule() {
        const auto from = static_cast<uint16_t>(60 * below(3));
        return {"UTC",
                {{static_cast<uint8_t>(1 + below(3)), from, static_cast<uint16_t>(from + 60)}}};
    }
    uint8_t protocol() { return one_in(2) ? 6 : 17; }

    template <typename Element, typename Make>
    std::vector<Element> some(uint64_t rarity, Make make) {
        std::vector<Element> list;
        while (one_in(rarity))
            list.push_back(make());
        return list;
    }

    Match match() {
        Match match;
        if (one_in(3)) {
            match.label = label();
            match.lowest_grade = grade();
        }
        if (one_in(4))
            match.direction = static_cast<Direction>(below(2));
        if (one_in(4))
            match.protocol = protocol();
        if (one_in(4))
            match.when = static_cast<uint8_t>(1 + below(7));
        if (one_in(6))
            match.roles = static_cast<uint8_t>(1 + below(63));
        if (one_in(4))
            match.messages = message() | message();
        if (one_in(6))
            match.over.bytes = below(4);
        if (one_in(6))
            match.over.age_ns = below(4);
        if (one_in(6))
            match.over.connections = static_cast<uint32_t>(below(4));
        if (one_in(5))
            match.schedule = schedule();
        match.links = some<std::string>(6, [&] { return "l" + std::to_string(below(3)); });
        match.tiers = some<std::string>(5, [&] { return name("t"); });
        match.groups = some<std::string>(5, [&] { return name("g"); });
        match.ports = some<PortRange>(4, [&] { return range(); });
        match.subscriber_ports = some<PortRange>(6, [&] { return range(); });
        match.remote_ports = some<PortRange>(5, [&] { return range(); });
        match.prefixes = some<Prefix>(4, [&] { return prefix(); });
        match.subscriber_prefixes = some<Prefix>(6, [&] { return prefix(); });
        match.remote_prefixes = some<Prefix>(5, [&] { return prefix(); });
        return match;
    }

    Policy policy(uint64_t rules) {
        Policy policy;
        for (int i = 0; i < 4; ++i)
            policy.tiers.push_back({"t" + std::to_string(i), 1, 1});
        for (uint32_t i = 0; i < 8; ++i) {
            policy.subscribers.push_back(
                {std::to_string(i),
                 one_in(3) ? "" : name("t"),
                 one_in(3) ? "" : name("g"),
                 {{Prefix::covering(IpAddress::from_ipv4(0xc0000200 + i), 32), PortSet::all()}}});
        }
        policy.never_touch = some<Match>(2, [&] { return match(); });
        policy.shadow = one_in(20);
        policy.time_zones["UTC"] = {};
        for (uint64_t i = 0; i < rules; ++i)
            policy.rules.push_back({std::to_string(i), match(), {}, one_in(4)});
        return policy;
    }

    FlowFacts facts(const Subscribers& subscribers) {
        FlowFacts facts{.verdict = {label(), grade()},
                        .protocol = protocol(),
                        .subscriber_port = port(),
                        .remote_port = port(),
                        .subscriber_address = address(),
                        .remote_address = address(),
                        .subscriber = {}};
        facts.link = static_cast<uint16_t>(below(3));
        facts.role = static_cast<PeerRole>(below(kPeerRoleCount));
        for (uint64_t& messages : facts.messages)
            messages = message() | message() | message() | message();
        facts.ip_bytes = below(5);
        facts.age_ns = below(5);
        facts.connections = static_cast<uint32_t>(below(5));
        facts.subscriber = subscribers.find({facts.subscriber_address, facts.subscriber_port});
        for (const Condition condition :
             {Condition::near_congested, Condition::heavy, Condition::best_effort})
            for (const Direction direction : {Direction::up, Direction::down})
                facts.conditions.set(condition, direction, one_in(2));
        return facts;
    }

 private:
    std::mt19937_64 random_;
};

void expect_agreement(uint64_t seed, uint64_t rules, int flows) {
    constexpr int64_t kSunday = 999'993'600;  // 2001-09-09 00:00 UTC
    Dice dice(seed);
    const CompiledPolicy policy(dice.policy(rules), kLinks);
    for (int i = 0; i < flows; ++i) {
        const size_t minute = dice.below(2) * 1'440 + dice.below(200);
        const Naive naive(policy->policy(), minute);
        FlowFacts facts = dice.facts(policy.subscribers);
        facts.open_schedules = policy->open_schedules(kSunday + 60 * static_cast<int64_t>(minute));
        const auto decisions = policy->decide(facts);
        for (const Direction direction : {Direction::up, Direction::down}) {
            const Decision& decision = decisions[static_cast<size_t>(direction)];
            const Naive::Decided expected = naive.decide(facts, direction);
            ASSERT_EQ(decision.rule, expected.rule) << "seed " << seed << ", flow " << i;
            ASSERT_EQ(decision.shadow_rule, expected.shadow_rule)
                << "seed " << seed << ", flow " << i;
        }
    }
}

TEST(SnapshotAgainstNaive, AgreesOnThousandsOfSmallPolicies) {
    for (uint64_t seed = 0; seed < 1000; ++seed)
        ASSERT_NO_FATAL_FAILURE(expect_agreement(seed, seed % 12, 40));
}

TEST(SnapshotAgainstNaive, AgreesWhereListsAreLongerThanAWordAndThanASummary) {
    for (const uint64_t rules : {63, 64, 65, 500, 4096, 4200, 9000})
        ASSERT_NO_FATAL_FAILURE(expect_agreement(rules, rules, 100));
}

}  // namespace
}  // namespace sluice
