// SPDX-License-Identifier: Apache-2.0
#include "policy/rule_table.h"

#include <bit>
#include <cassert>
#include <span>

#include "policy/rule_dimensions.h"

namespace sluice {
namespace {

constexpr size_t kProtocols = 256;
constexpr size_t kMostDimensions = 8;
constexpr size_t kConditionMasks = 16;  // what Conditions::of() may be

constexpr size_t verdict_index(Verdict verdict) {
    return static_cast<size_t>(verdict.label) * kGradeCount + static_cast<size_t>(verdict.grade);
}

// The vector of what the predicate accepts.
template <typename Accepts>
uint32_t vector_of(const std::vector<const Match*>& matches, BitVectors& vectors, Accepts accepts) {
    BitVectors::Words words = vectors.zeros();
    for (size_t i = 0; i < matches.size(); ++i)
        words[i / 64] |= uint64_t{accepts(*matches[i])} << i % 64;
    return vectors.intern(words);
}

template <typename Looks>
bool any_of(const std::vector<const Match*>& matches, Looks looks) {
    for (const Match* match : matches) {
        if (looks(*match))
            return true;
    }
    return false;
}

template <typename Element>
std::vector<std::span<const Element>> lists_of(const std::vector<const Match*>& matches,
                                               std::vector<Element> Match::*member) {
    std::vector<std::span<const Element>> lists;
    for (const Match* match : matches)
        lists.emplace_back(match->*member);
    return lists;
}

// By number; the first is what has no name, and what none of them has.
std::vector<uint32_t> by_name(const std::vector<const Match*>& matches, Names& names,
                              std::vector<std::string> Match::*member, BitVectors& vectors) {
    if (!any_of(matches, [&](const Match& match) { return !(match.*member).empty(); }))
        return {};
    BitVectors::Words nameless = vectors.zeros();
    std::vector<BitVectors::Words> accepted(1, vectors.zeros());
    for (size_t i = 0; i < matches.size(); ++i) {
        const uint64_t bit = uint64_t{1} << i % 64;
        if ((matches[i]->*member).empty())
            nameless[i / 64] |= bit;
        for (const std::string& name : matches[i]->*member) {
            const size_t number = names.number(name);
            if (number >= accepted.size())
                accepted.resize(number + 1, vectors.zeros());
            accepted[number][i / 64] |= bit;
        }
    }
    std::vector<uint32_t> ids;
    for (BitVectors::Words& words : accepted) {
        for (size_t i = 0; i < words.size(); ++i)
            words[i] |= nameless[i];
        ids.push_back(vectors.intern(words));
    }
    return ids;
}

}  // namespace

struct RuleTable::Impl {
    Impl(const std::vector<const Match*>& matches, PolicyNames& names);

    // What is empty no match looks at.
    BitVectors vectors;
    size_t count;
    // By what is so of the subscriber in that direction.
    std::array<std::array<uint32_t, kConditionMasks>, kDirectionCount> directions{};
    std::vector<uint32_t> verdicts;
    std::vector<uint32_t> protocols;
    std::vector<uint32_t> tiers;
    std::vector<uint32_t> groups;
    PortDimension subscriber_port;
    PortDimension remote_port;
    PortDimension port;
    PrefixDimension subscriber_prefix;
    PrefixDimension remote_prefix;
    PrefixDimension prefix;
};

RuleTable::Impl::Impl(const std::vector<const Match*>& matches, PolicyNames& names)
    : vectors(matches.size()),
      count(matches.size()),
      tiers(by_name(matches, names.tiers, &Match::tiers, vectors)),
      groups(by_name(matches, names.groups, &Match::groups, vectors)),
      subscriber_port(lists_of(matches, &Match::subscriber_ports), vectors),
      remote_port(lists_of(matches, &Match::remote_ports), vectors),
      port(lists_of(matches, &Match::ports), vectors),
      subscriber_prefix(lists_of(matches, &Match::subscriber_prefixes), vectors),
      remote_prefix(lists_of(matches, &Match::remote_prefixes), vectors),
      prefix(lists_of(matches, &Match::prefixes), vectors) {
    const bool looks_at_conditions =
        any_of(matches, [](const Match& match) { return match.when != 0; });
    for (size_t i = 0; i < kDirectionCount; ++i) {
        for (size_t set = 0; set < (looks_at_conditions ? kConditionMasks : 1); ++set) {
            directions[i][set] = vector_of(matches, vectors, [&](const Match& match) {
                return (!match.direction || static_cast<size_t>(*match.direction) == i) &&
                       (match.when & ~set) == 0;
            });
        }
        if (!looks_at_conditions)
            directions[i].fill(directions[i][0]);
    }
    if (any_of(matches, [](const Match& match) { return match.label.has_value(); })) {
        for (size_t i = 0; i < kLabelCount * kGradeCount; ++i) {
            const auto label = static_cast<Label>(i / kGradeCount);
            const auto grade = static_cast<Grade>(i % kGradeCount);
            verdicts.push_back(vector_of(matches, vectors, [&](const Match& match) {
                return !match.label || (within(label, *match.label) && grade >= match.lowest_grade);
            }));
        }
    }
    if (any_of(matches, [](const Match& match) { return match.protocol.has_value(); })) {
        for (size_t i = 0; i < kProtocols; ++i) {
            protocols.push_back(vector_of(matches, vectors, [i](const Match& match) {
                return !match.protocol || *match.protocol == i;
            }));
        }
    }
    vectors.finish();
}

RuleTable::RuleTable(const std::vector<const Match*>& matches, PolicyNames& names)
    : impl_(std::make_unique<Impl>(matches, names)) {}
RuleTable::~RuleTable() = default;
RuleTable::RuleTable(RuleTable&&) noexcept = default;

std::array<uint32_t, kDirectionCount> RuleTable::first_match(const FlowFacts& facts) const {
    const Impl& table = *impl_;
    std::array<uint32_t, kDirectionCount> first{kNoMatch, kNoMatch};
    if (table.count == 0)
        return first;

    std::array<const uint64_t*, kMostDimensions> vectors;
    size_t used = 0;
    const auto look_at = [&](uint32_t id) { vectors[used++] = table.vectors.summary(id); };
    if (!table.verdicts.empty())
        look_at(table.verdicts[verdict_index(facts.verdict)]);
    if (!table.protocols.empty())
        look_at(table.protocols[facts.protocol]);
    const auto look_at_name = [&](const std::vector<uint32_t>& ids, uint16_t number) {
        if (!ids.empty())
            look_at(ids[number < ids.size() ? number : 0]);
    };
    look_at_name(table.tiers, facts.subscriber.tier);
    look_at_name(table.groups, facts.subscriber.group);
    if (table.subscriber_port.used())
        look_at(table.subscriber_port.find(facts.subscriber_port));
    if (table.remote_port.used())
        look_at(table.remote_port.find(facts.remote_port));
    if (table.subscriber_prefix.used())
        look_at(table.subscriber_prefix.find(facts.subscriber_address));
    if (table.remote_prefix.used())
        look_at(table.remote_prefix.find(facts.remote_address));

    // Where a match takes either end, one of two vectors is enough.
    std::array<std::array<const uint64_t*, 2>, 2> either;
    size_t eithers = 0;
    const auto look_at_either = [&](uint32_t one, uint32_t other) {
        either[eithers++] = {table.vectors.summary(one), table.vectors.summary(other)};
    };
    if (table.port.used())
        look_at_either(table.port.find(facts.subscriber_port), table.port.find(facts.remote_port));
    if (table.prefix.used())
        look_at_either(table.prefix.find(facts.subscriber_address),
                       table.prefix.find(facts.remote_address));

    const auto all_of = [&](size_t at) {
        uint64_t word = UINT64_MAX;
        for (size_t i = 0; i < used; ++i)
            word &= vectors[i][at];
        for (size_t i = 0; i < eithers; ++i)
            word &= either[i][0][at] | either[i][1][at];
        return word;
    };

    const auto accepts = [&](Direction direction) {
        return table.vectors.summary(
            table.directions[static_cast<size_t>(direction)][facts.conditions.of(direction)]);
    };
    const uint64_t* const up = accepts(Direction::up);
    const uint64_t* const down = accepts(Direction::down);
    const size_t summaries = table.vectors.summaries();
    bool wanted_up = true;
    bool wanted_down = true;
    for (size_t s = 0; s < summaries; ++s) {
        uint64_t blocks = all_of(s) & ((wanted_up ? up[s] : 0) | (wanted_down ? down[s] : 0));
        for (; blocks != 0; blocks &= blocks - 1) {
            const size_t word = s * 64 + static_cast<size_t>(std::countr_zero(blocks));
            const uint64_t matching = all_of(summaries + word);
            if (matching == 0)
                continue;
            const auto take = [&](bool& wanted, Direction direction, const uint64_t* accepted) {
                const uint64_t bits = matching & accepted[summaries + word];
                if (!wanted || bits == 0)
                    return;
                first[static_cast<size_t>(direction)] =
                    static_cast<uint32_t>(word * 64) +
                    static_cast<uint32_t>(std::countr_zero(bits));
                wanted = false;
            };
            take(wanted_up, Direction::up, up);
            take(wanted_down, Direction::down, down);
            if (!wanted_up && !wanted_down)
                return first;
        }
    }
    return first;
}

size_t RuleTable::memory_bytes() const {
    const Impl& table = *impl_;
    size_t bytes = sizeof table + table.vectors.memory_bytes();
    for (const auto* ids : {&table.verdicts, &table.protocols, &table.tiers, &table.groups})
        bytes += ids->capacity() * sizeof(uint32_t);
    for (const auto* ports : {&table.subscriber_port, &table.remote_port, &table.port})
        bytes += ports->memory_bytes();
    for (const auto* prefixes : {&table.subscriber_prefix, &table.remote_prefix, &table.prefix})
        bytes += prefixes->memory_bytes();
    return bytes;
}

}  // namespace sluice
