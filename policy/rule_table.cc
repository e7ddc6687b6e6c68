// SPDX-License-Identifier: Apache-2.0
#include "policy/rule_table.h"

#include <algorithm>
#include <bit>

#include "policy/rule_table_impl.h"

namespace sluice {
namespace {

constexpr size_t kMostDimensions = 13;
constexpr size_t kMostEithers = 2;

// Of which one is enough; none: there is nothing to meet. Left as it comes but for its count, since
// most tables have no use for it.
struct Wishes {
    size_t count = 0;
    WishDimension::Vectors vectors;

    void look_at(const WishDimension& dimension, uint64_t set, const BitVectors& of) {
        if (dimension.used())
            count = dimension.find(set, of, vectors);
    }
    uint64_t word(size_t at) const {
        if (count == 0)
            return UINT64_MAX;
        uint64_t word = 0;
        for (size_t i = 0; i < count; ++i)
            word |= vectors[i][at];
        return word;
    }
};

// What is each direction's own.
struct OneWay {
    const uint64_t* accepted = nullptr;
    Wishes messages;
    bool wanted = true;

    uint64_t word(size_t at) const { return wanted ? accepted[at] & messages.word(at) : 0; }
};

}  // namespace

struct RuleTable::Impl::Criteria {
    explicit Criteria(const BitVectors& all) : of(all) {}

    void look_at(uint32_t id) { vectors[used++] = of.summary(id); }
    // By number; what has none that is known is the first.
    void look_at_name(const std::vector<uint32_t>& ids, uint16_t number) {
        if (!ids.empty())
            look_at(ids[number < ids.size() ? number : 0]);
    }
    template <typename Dimension, typename Value>
    void look_at(const Dimension& dimension, const Value& value) {
        if (dimension.used())
            look_at(dimension.find(value));
    }
    // Where a match takes either end, one of two vectors is enough.
    template <typename Dimension, typename Value>
    void look_at_either(const Dimension& dimension, const Value& one, const Value& other) {
        if (dimension.used())
            either[eithers++] = {of.summary(dimension.find(one)),
                                 of.summary(dimension.find(other))};
    }

    uint64_t word(size_t at) const {
        uint64_t word = schedules.word(at);
        for (size_t i = 0; i < used; ++i)
            word &= vectors[i][at];
        for (size_t i = 0; i < eithers; ++i)
            word &= either[i][0][at] | either[i][1][at];
        return word;
    }

    const BitVectors& of;
    size_t used = 0;
    size_t eithers = 0;
    std::array<const uint64_t*, kMostDimensions> vectors;
    std::array<std::array<const uint64_t*, 2>, kMostEithers> either;
    Wishes schedules;
    std::array<OneWay, kDirectionCount> ways;
};

RuleTable::RuleTable(const std::vector<const Match*>& matches, const MatchNumbers& numbers)
    : impl_(std::make_unique<Impl>(matches, numbers)) {}
RuleTable::~RuleTable() = default;
RuleTable::RuleTable(RuleTable&&) noexcept = default;

RuleTable::Impl::Criteria RuleTable::Impl::criteria_of(const FlowFacts& facts) const {
    Criteria criteria(vectors);
    if (!verdicts.empty())
        criteria.look_at(verdicts[verdict_index(facts.verdict)]);
    if (!protocols.empty())
        criteria.look_at(protocols[facts.protocol]);
    if (!roles.empty())
        criteria.look_at(roles[static_cast<size_t>(facts.role)]);
    if (!links.empty())
        criteria.look_at(links[std::min<size_t>(facts.link, links.size() - 1)]);
    criteria.look_at_name(tiers, facts.subscriber.tier);
    criteria.look_at_name(groups, facts.subscriber.group);
    criteria.look_at(subscriber_port, facts.subscriber_port);
    criteria.look_at(remote_port, facts.remote_port);
    criteria.look_at(subscriber_prefix, facts.subscriber_address);
    criteria.look_at(remote_prefix, facts.remote_address);
    criteria.look_at(ip_bytes, facts.ip_bytes);
    criteria.look_at(age_ns, facts.age_ns);
    criteria.look_at(connections, facts.connections);
    criteria.look_at_either(port, facts.subscriber_port, facts.remote_port);
    criteria.look_at_either(prefix, facts.subscriber_address, facts.remote_address);
    criteria.schedules.look_at(schedules, facts.open_schedules, vectors);
    for (const Direction direction : {Direction::up, Direction::down}) {
        const auto i = static_cast<size_t>(direction);
        OneWay& way = criteria.ways[i];
        way.accepted = vectors.summary(directions[i][facts.conditions.of(direction)]);
        way.messages.look_at(messages, facts.messages[i], vectors);
    }
    return criteria;
}

std::array<uint32_t, kDirectionCount> RuleTable::first_match(const FlowFacts& facts) const {
    std::array<uint32_t, kDirectionCount> first{kNoMatch, kNoMatch};
    if (impl_->count == 0)
        return first;
    Impl::Criteria criteria = impl_->criteria_of(facts);
    auto& ways = criteria.ways;
    const size_t summaries = impl_->vectors.summaries();
    for (size_t s = 0; s < summaries; ++s) {
        uint64_t blocks = criteria.word(s) & (ways[0].word(s) | ways[1].word(s));
        for (; blocks != 0; blocks &= blocks - 1) {
            const size_t word = s * 64 + static_cast<size_t>(std::countr_zero(blocks));
            const uint64_t matching = criteria.word(summaries + word);
            if (matching == 0)
                continue;
            for (size_t i = 0; i < kDirectionCount; ++i) {
                const uint64_t bits = matching & ways[i].word(summaries + word);
                if (bits == 0)
                    continue;
                first[i] = static_cast<uint32_t>(word * 64) +
                           static_cast<uint32_t>(std::countr_zero(bits));
                ways[i].wanted = false;
            }
            if (!ways[0].wanted && !ways[1].wanted)
                return first;
        }
    }
    return first;
}

size_t RuleTable::memory_bytes() const {
    const Impl& table = *impl_;
    size_t bytes = sizeof table + table.vectors.memory_bytes();
    for (const auto* ids : {&table.verdicts, &table.protocols, &table.roles, &table.links,
                            &table.tiers, &table.groups})
        bytes += ids->capacity() * sizeof(uint32_t);
    for (const auto* ports : {&table.subscriber_port, &table.remote_port, &table.port})
        bytes += ports->memory_bytes();
    for (const auto* prefixes : {&table.subscriber_prefix, &table.remote_prefix, &table.prefix})
        bytes += prefixes->memory_bytes();
    for (const auto* bounds : {&table.ip_bytes, &table.age_ns, &table.connections})
        bytes += bounds->memory_bytes();
    for (const auto* wishes : {&table.messages, &table.schedules})
        bytes += wishes->memory_bytes();
    return bytes;
}

}  // namespace sluice
