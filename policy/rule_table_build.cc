// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <span>

#include "policy/rule_table_impl.h"

namespace sluice {
namespace {

constexpr size_t kProtocols = 256;

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

std::vector<std::optional<uint64_t>> bounds_of(const std::vector<const Match*>& matches,
                                               std::optional<uint64_t> (*bound)(const Over&)) {
    std::vector<std::optional<uint64_t>> bounds;
    for (const Match* match : matches)
        bounds.push_back(bound(match->over));
    return bounds;
}

std::vector<uint64_t> messages_of(const std::vector<const Match*>& matches) {
    std::vector<uint64_t> messages;
    for (const Match* match : matches)
        messages.push_back(match->messages);
    return messages;
}

std::vector<uint64_t> schedules_of(const std::vector<const Match*>& matches,
                                   const MatchNumbers& numbers) {
    std::vector<uint64_t> schedules;
    for (const Match* match : matches)
        schedules.push_back(numbers.schedules.bit(match->schedule, numbers.time_zones));
    return schedules;
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

RuleTable::Impl::Impl(const std::vector<const Match*>& matches, const MatchNumbers& numbers)
    : vectors(matches.size()),
      count(matches.size()),
      tiers(by_name(matches, numbers.names.tiers, &Match::tiers, vectors)),
      groups(by_name(matches, numbers.names.groups, &Match::groups, vectors)),
      subscriber_port(lists_of(matches, &Match::subscriber_ports), vectors),
      remote_port(lists_of(matches, &Match::remote_ports), vectors),
      port(lists_of(matches, &Match::ports), vectors),
      subscriber_prefix(lists_of(matches, &Match::subscriber_prefixes), vectors),
      remote_prefix(lists_of(matches, &Match::remote_prefixes), vectors),
      prefix(lists_of(matches, &Match::prefixes), vectors),
      ip_bytes(bounds_of(matches, [](const Over& over) { return over.bytes; }), vectors),
      age_ns(bounds_of(matches, [](const Over& over) { return over.age_ns; }), vectors),
      connections(
          bounds_of(matches,
                    [](const Over& over) { return std::optional<uint64_t>(over.connections); }),
          vectors),
      messages(messages_of(matches), vectors),
      schedules(schedules_of(matches, numbers), vectors) {
    index_directions(matches);
    index_what_it_is(matches);
    index_links(matches, numbers.links);
    vectors.finish();
}

void RuleTable::Impl::index_directions(const std::vector<const Match*>& matches) {
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
}

void RuleTable::Impl::index_what_it_is(const std::vector<const Match*>& matches) {
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
    if (any_of(matches, [](const Match& match) { return match.roles != 0; })) {
        for (size_t i = 0; i < kPeerRoleCount; ++i) {
            roles.push_back(vector_of(matches, vectors, [i](const Match& match) {
                return match.roles == 0 || (match.roles >> i & 1) != 0;
            }));
        }
    }
}

void RuleTable::Impl::index_links(const std::vector<const Match*>& matches,
                                  std::span<const LinkCapacity> box_links) {
    if (!any_of(matches, [](const Match& match) { return !match.links.empty(); }))
        return;
    for (const LinkCapacity& link : box_links) {
        links.push_back(vector_of(matches, vectors, [&](const Match& match) {
            return match.links.empty() || std::find(match.links.begin(), match.links.end(),
                                                    link.name) != match.links.end();
        }));
    }
    links.push_back(
        vector_of(matches, vectors, [](const Match& match) { return match.links.empty(); }));
}

}  // namespace sluice
