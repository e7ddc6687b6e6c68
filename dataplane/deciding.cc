// SPDX-License-Identifier: Apache-2.0
// What happens to a flow from now on: the snapshot is asked, and what its answer needs is taken.
#include <utility>

#include "dataplane/cap_places.h"
#include "dataplane/flow_facts.h"
#include "dataplane/peer_facts.h"
#include "dataplane/shunt/shunt.h"
#include "dataplane/worker.h"

namespace sluice {
namespace {

bool includes(MarkedHeaders headers, MarkedHeaders header) {
    return (static_cast<uint8_t>(headers) & static_cast<uint8_t>(header)) != 0;
}

uint8_t does(const Decision& decided) {
    const auto marks = [&](MarkedHeaders header) {
        return decided.mark && includes(decided.marked_headers, header);
    };
    return static_cast<uint8_t>(
        (decided.drop ? CachedDecision::kDrop : 0) |
        (marks(MarkedHeaders::outer) ? CachedDecision::kMark : 0) |
        (marks(MarkedHeaders::inner) ? CachedDecision::kMarkInner : 0) |
        (decided.shape ? CachedDecision::kShape : 0) |
        (decided.reset != ResetEnds::none ? CachedDecision::kReset : 0) |
        (decided.refuse ? CachedDecision::kRefuse : 0) |
        (decided.shadow_rule != Decision::kNoRule ? CachedDecision::kShadow : 0));
}

uint8_t does_beyond_cap(BeyondCap beyond, const Flow& flow) {
    const bool resets =
        beyond == BeyondCap::reset && can_reset(flow.key.protocol, flow.inspection.verdict.label);
    const auto deed = beyond == BeyondCap::refuse ? CachedDecision::kRefuse
                      : resets                    ? CachedDecision::kReset
                                                  : CachedDecision::kDrop;
    return CachedDecision::kBeyondCap | deed;
}

ResetEnds either(ResetEnds a, ResetEnds b) {
    return static_cast<ResetEnds>(static_cast<uint8_t>(a) | static_cast<uint8_t>(b));
}

// One flow on its way from the decision before to the next.
class Deciding {
 public:
    Deciding(Worker& worker, Flow& flow, uint64_t now_ns)
        : worker_(worker),
          flow_(flow),
          enforcement_(flow.enforcement),
          subscriber_(worker.subscriber_of(flow)),
          now_ns_(now_ns) {}

    void run();

 private:
    FlowFacts facts() const;
    void locate();
    void decide(Direction direction, const Decision& decided, bool beyond_cap);
    void decide_in_shadow(Direction direction, const Decision& decided);
    uint32_t acquire_bucket(uint32_t rule, Direction direction);
    const Rule& rule(uint32_t number) const { return worker_.snapshot->policy().rules[number]; }

    // By number, so that the same rule of another snapshot is no other.
    PerDirection<uint16_t> rules() const {
        return {flow_.decision[0].rule_number, flow_.decision[1].rule_number};
    }
    void count(const PerDirection<uint16_t>& before, const PerDirection<uint16_t>& now,
               bool in_shadow);
    PerDirection<uint16_t> numbers(const PerDirection<uint32_t>& rules) const;

    Worker& worker_;
    Flow& flow_;
    FlowEnforcement& enforcement_;
    const SubscriberRef subscriber_;
    const uint64_t now_ns_;
};

FlowFacts Deciding::facts() const {
    FlowFacts facts = facts_of_ends(worker_, flow_.key, subscriber_, flow_.port);
    facts.verdict = flow_.inspection.verdict;
    facts.conditions = worker_.subscribers.conditions(flow_.subscriber_record);
    facts.ip_bytes = flow_.ip_bytes[0] + flow_.ip_bytes[1];
    facts.age_ns = now_ns_ - flow_.first_seen_ns;
    facts.connections = worker_.subscriber_flows.count(enforcement_.counted_in);
    if (worker_.snapshot->dependencies().role) {
        const PeerFacts peers = peer_facts(worker_.classifier, flow_);
        facts.role = peers.role;
        facts.messages = peers.messages;
    }
    return facts;
}

// Once for a flow and a table. A flow decides at its first packet, and after a table has come.
void Deciding::locate() {
    if (enforcement_.located_by == worker_.localities_number)
        return;
    enforcement_.located_by = worker_.localities_number;
    flow_.locality = worker_.locality_of(flow_.key.remote);
}

void Deciding::run() {
    const FlowFacts known = facts();
    const auto decisions = worker_.snapshot->decide(known);
    const bool same_snapshot = flow_.decided_by == worker_.snapshot_number;
    const auto rules_before = rules();
    const auto shadows_before =
        same_snapshot ? numbers(enforcement_.shadow_rule) : PerDirection<uint16_t>{};
    const auto beyond_cap = CapPlaces(worker_, flow_, decisions, subscriber_.key).take();

    flow_.conditions = known.conditions;
    flow_.snapshot = worker_.decision_round;
    flow_.decided_by = worker_.snapshot_number;
    locate();
    enforcement_.reset = ResetEnds::none;
    for (const Direction direction : {Direction::up, Direction::down}) {
        const auto d = static_cast<size_t>(direction);
        decide(direction, decisions[d], beyond_cap[d]);
        decide_in_shadow(direction, decisions[d]);
    }
    count(rules_before, rules(), false);
    count(shadows_before, numbers(enforcement_.shadow_rule), true);
}

void Deciding::decide(Direction direction, const Decision& decided, bool beyond_cap) {
    CachedDecision& cached = flow_.decision[static_cast<size_t>(direction)];
    const uint32_t bucket_before = cached.bucket;
    cached = {.rule = decided.rule, .does = does(decided), .dscp = decided.dscp};
    if (decided.rule < Decision::kNeverTouch)
        cached.rule_number = worker_.snapshot->rule_number(decided.rule);

    ResetEnds reset = decided.reset;
    if (beyond_cap) {
        const uint8_t shadow = cached.does & CachedDecision::kShadow;
        cached.does =
            shadow | does_beyond_cap(rule(decided.rule).action.connections->beyond, flow_);
        reset = cached.resets() ? ResetEnds::both : ResetEnds::none;
    } else if (decided.police) {
        cached.bucket = acquire_bucket(decided.rule, direction);
    }
    enforcement_.reset = either(enforcement_.reset, reset);
    // After the new one is had: a bucket that stays the same keeps its level.
    worker_.policer.release(bucket_before);
}

void Deciding::decide_in_shadow(Direction direction, const Decision& decided) {
    const auto d = static_cast<size_t>(direction);
    const uint32_t bucket_before = std::exchange(enforcement_.shadow_bucket[d], Policer::kNoBucket);
    enforcement_.shadow_rule[d] = decided.shadow_rule;
    if (decided.shadow_rule != Decision::kNoRule && rule(decided.shadow_rule).action.police)
        enforcement_.shadow_bucket[d] = acquire_bucket(decided.shadow_rule, direction);
    worker_.policer.release(bucket_before);
}

uint32_t Deciding::acquire_bucket(uint32_t number, Direction direction) {
    const Rule& held_to = rule(number);
    const Police& police = *held_to.action.police;
    const uint64_t owner_key = police.per == PoliceScope::flow ? flow_.id : subscriber_.key;
    const uint32_t bucket =
        worker_.policer.acquire(police, rule_key(held_to), owner_key, direction, now_ns_);
    if (bucket == Policer::kNoBucket)
        worker_.counters.police_buckets_exhausted++;
    return bucket;
}

PerDirection<uint16_t> Deciding::numbers(const PerDirection<uint32_t>& rules) const {
    PerDirection<uint16_t> numbers{};
    for (size_t d = 0; d < kDirectionCount; ++d) {
        if (rules[d] != Decision::kNoRule)
            numbers[d] = worker_.snapshot->rule_number(rules[d]);
    }
    return numbers;
}

// A flow once for a rule, however often and in whichever directions that decides.
void Deciding::count(const PerDirection<uint16_t>& before, const PerDirection<uint16_t>& now,
                     bool in_shadow) {
    for (size_t d = 0; d < kDirectionCount; ++d) {
        const bool is_new = now[d] != 0 && now[d] != before[0] && now[d] != before[1] &&
                            (d == 0 || now[d] != now[0]);
        if (is_new)
            worker_.rules.of(now[d], in_shadow)[static_cast<size_t>(RuleDeed::decided)].packets++;
    }
}

}  // namespace

void Worker::decide_flow(Flow& flow, uint64_t now_ns) {
    counters.decisions++;
    if (flow.shunted)
        shunt->gather(flow, *this);  // what a rule goes by
    // What the rule before this one marked is counted as its doing.
    if (flow.decision[0].marks() || flow.decision[1].marks())
        usage.settle(flow, flow.inspection.verdict.label);
    Deciding(*this, flow, now_ns).run();
}

}  // namespace sluice
