// SPDX-License-Identifier: Apache-2.0
#include "control/explain/explanation.h"

#include <string>

#include <fmt/format.h>

#include "control/explain/action_words.h"
#include "control/explain/evidence_words.h"
#include "control/explain/flow_words.h"
#include "control/explain/match_words.h"
#include "control/units.h"

namespace sluice {
namespace {

constexpr double kNsPerSecond = 1e9;

std::string state_words(FlowState state) {
    switch (state) {
        case FlowState::opening:
            return "seen one way only";
        case FlowState::established:
            return "seen both ways";
        case FlowState::closing:
            return "closing";
    }
    return "?";
}

std::string head(const FlowReport& report, const v1::Flow& flow) {
    const std::string& id = flow.subscriber();
    const std::string where = flow.link().empty() ? "" : "link " + flow.link() + ", ";
    const std::string who = id.empty() ? "a subscriber that is in no policy" : "subscriber " + id;
    return fmt::format("{}{}: {} with {}, {}; {}, {} old, idle for {}; {} up, {} down", where, who,
                       end_words(report.key.subscriber, report.key.subscriber_port),
                       end_words(report.key.remote, report.key.remote_port),
                       protocol_words(report.key.protocol), state_words(report.state),
                       format_age(static_cast<double>(report.age_ns) / kNsPerSecond),
                       format_age(static_cast<double>(report.idle_ns) / kNsPerSecond),
                       format_bytes(report.ip_bytes[0]), format_bytes(report.ip_bytes[1]));
}

// "revision 7 (by ann, 2026-11-29T12:00:00+01:00: too much seeding)"
std::string revision_words(const PolicyRevisions& revisions, uint64_t number) {
    std::string text = fmt::format("revision {}", number);
    if (const auto revision = revisions.find_revision(number)) {
        text += fmt::format(" (by {}, {}{}{})", revision->author,
                            format_time(std::chrono::system_clock::to_time_t(revision->time)),
                            revision->comment.empty() ? "" : ": ", revision->comment);
    }
    if (const auto trial = revisions.trial(); trial && trial->revision == number)
        text += ", which is being tried";
    return text;
}

const Rule* rule_at(const Snapshot& snapshot, uint32_t rule) {
    return rule < snapshot.policy().rules.size() ? &snapshot.policy().rules[rule] : nullptr;
}

class DirectionExplainer {
 public:
    DirectionExplainer(const FlowReport& report, Direction direction, const Snapshot* decided_by,
                       v1::FlowExplanation* out)
        : snapshot_(decided_by),
          rule_(report.rule[static_cast<size_t>(direction)]),
          shadow_rule_(report.shadow_rule[static_cast<size_t>(direction)]),
          name_(name(direction)),
          undecided_(report.snapshot == 0),
          decision_(direction == Direction::up ? out->mutable_up() : out->mutable_down()),
          out_(out) {}

    void explain() {
        if (undecided_)
            return say("not decided yet, and so forwarded");
        if (snapshot_ == nullptr)
            return say("decided by a policy since replaced; its next packet is decided anew");
        decision_->set_revision(snapshot_->revision());
        say_shadow();
        if (rule_ == Decision::kNeverTouch)
            return say_forwarded("never_touch matches, before all rules: forwarded");
        const Rule* const rule = rule_at(*snapshot_, rule_);
        if (rule == nullptr)
            return say_forwarded("no rule matches: forwarded");
        decision_->set_action(action_words(rule->action));
        say(fmt::format("rule {} says: {}", rule->name, decision_->action()));
        say(fmt::format("rule {} asks for {}", rule->name, match_words(rule->match)));
    }

 private:
    void say(const std::string& what) { out_->add_words(fmt::format("{}: {}", name_, what)); }

    void say_forwarded(const std::string& why) {
        decision_->set_action("forwarded");
        say(why);
    }

    void say_shadow() {
        const Rule* const rule = rule_at(*snapshot_, shadow_rule_);
        if (rule == nullptr)
            return;
        decision_->set_shadow_action(action_words(rule->action));
        say(fmt::format("rule {}, in shadow, would: {}", rule->name, decision_->shadow_action()));
        say(fmt::format("rule {} asks for {}", rule->name, match_words(rule->match)));
    }

    const Snapshot* const snapshot_;
    const uint32_t rule_;
    const uint32_t shadow_rule_;
    const std::string_view name_;
    const bool undecided_;
    v1::DecisionExplanation* const decision_;
    v1::FlowExplanation* const out_;
};

std::string condition_words(Conditions conditions) {
    std::string text;
    for (const Direction direction : {Direction::up, Direction::down}) {
        for (const auto& [condition, word] :
             {std::pair{Condition::near_congested, "near-congested"},
              {Condition::heavy, "heavy"},
              {Condition::best_effort, "best-effort"}}) {
            if (conditions.has(condition, direction))
                text += fmt::format("{}{} {}", text.empty() ? "" : ", ", word, name(direction));
        }
    }
    return text;
}

}  // namespace

void explain(const FlowReport& report, const PolicyRevisions& revisions, v1::FlowExplanation* out) {
    out->add_words(head(report, out->flow()));
    for (const std::string& line : evidence_words(report))
        out->add_words(line);
    if (const std::string conditions = condition_words(report.conditions); !conditions.empty())
        out->add_words("its subscriber is " + conditions);
    const auto decided_by = revisions.find_snapshot(report.snapshot);
    if (decided_by != nullptr)
        out->add_words("decided by " + revision_words(revisions, decided_by->revision()));
    const uint64_t active = revisions.active()->revision();
    if (decided_by != nullptr && decided_by->revision() != active)
        out->add_words(
            fmt::format("revision {} is active by now: it decides about the next packet", active));
    for (const Direction direction : {Direction::up, Direction::down})
        DirectionExplainer(report, direction, decided_by.get(), out).explain();
    if (report.beyond_cap)
        out->add_words("it is beyond a rule's cap on connections");
    if (report.enforced)
        out->add_words(
            fmt::format("it was cut off: the box has answered {} of its packets", report.answers));
}

}  // namespace sluice
