// SPDX-License-Identifier: Apache-2.0
#include "dataplane/stages/enforce.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

#include "dataplane/answers/answering.h"
#include "dataplane/answers/utp_reset.h"

namespace sluice {
namespace {

void count(uint16_t rule_number, bool shadow, RuleDeed deed, const Packet& packet, Worker& worker) {
    RuleDeedCounter& counter = worker.rules.of(rule_number, shadow)[static_cast<size_t>(deed)];
    counter.packets++;
    counter.ip_bytes.add(packet.parsed.ip_bytes);
}

void drop(Packet& packet, DropReason reason, Worker& worker) {
    packet.fate = Fate::dropped;
    packet.drop = reason;
    worker.count_drop(reason, packet.wire_length);
}

// What the packet comes to, and whose doing that is called.
struct End {
    DropReason reason;
    RuleDeed deed;
};

End end_of(const CachedDecision& decision) {
    if (decision.is_beyond_cap())
        return {DropReason::connection_cap, RuleDeed::capped};
    if (decision.resets())
        return {DropReason::reset, RuleDeed::reset};
    if (decision.refuses())
        return {DropReason::refused, RuleDeed::refused};
    return {DropReason::rule, RuleDeed::dropped};
}

// It says what is to be said; and an answer to it would never end.
bool is_reset_of_an_end(const Packet& packet) {
    if (packet.parsed.protocol == IPPROTO_TCP)
        return (packet.parsed.tcp_flags & TH_RST) != 0;
    return is_utp_reset(packet.payload());
}

// reset: sends what the rule asks for, or sees to it. False if there is nobody to be reset.
template <typename Reset>
bool answer(Packet& packet, const CachedDecision& decision, Worker& worker, uint64_t now_ns,
            Reset&& reset) {
    if (decision.resets()) {
        if (is_reset_of_an_end(packet))
            return false;
        if (!is_proven(packet)) {
            worker.counters.answers_withheld++;
            return false;
        }
        reset();
    } else if (decision.refuses()) {
        answer_with_refusal(packet, worker, now_ns);
    }
    return true;
}

// Counted, and if a connection was cut off, perhaps an example of it for the audit log.
void note_end(const Packet& packet, const CachedDecision& decision, RuleDeed deed, Worker& worker,
              uint64_t now_ns) {
    count(decision.rule_number, false, deed, packet, worker);
    if (deed != RuleDeed::dropped)
        worker.samples.offer(*packet.flow, decision.rule_number, deed, now_ns);
}

}  // namespace

void count_deed(const Packet& packet, const CachedDecision& decision, RuleDeed deed,
                Worker& worker) {
    count(decision.rule_number, false, deed, packet, worker);
}

bool stop(Packet& packet, const CachedDecision& decision, Worker& worker, uint64_t now_ns) {
    const auto reset = [&] { answer_with_reset(packet, worker, now_ns); };
    if (!answer(packet, decision, worker, now_ns, reset))
        return false;
    const End end = end_of(decision);
    drop(packet, end.reason, worker);
    note_end(packet, decision, end.deed, worker, now_ns);
    return true;
}

void answer_beside_path(Packet& packet, const CachedDecision& decision, Worker& worker,
                        ResetsBesidePath& resets, uint64_t now_ns) {
    if (answer(packet, decision, worker, now_ns, [&] { resets.add(packet); }))
        note_end(packet, decision, end_of(decision).deed, worker, now_ns);
}

bool police(Packet& packet, const CachedDecision& decision, Worker& worker, uint64_t now_ns) {
    if (worker.policer.conforms(decision.bucket, packet.parsed.ip_bytes, now_ns))
        return true;
    drop(packet, DropReason::police, worker);
    count_deed(packet, decision, RuleDeed::over_rate, worker);
    return false;
}

void count_shadow(const Packet& packet, Worker& worker, uint64_t now_ns) {
    const auto direction = static_cast<size_t>(packet.direction);
    const Flow& flow = *packet.flow;
    const uint32_t rule = flow.enforcement.shadow_rule[direction];
    const uint16_t number = worker.snapshot->rule_number(rule);
    const Decision decided =
        worker.snapshot->decision_of(rule, flow.key.protocol, flow.inspection.verdict.label);
    const auto would = [&](RuleDeed deed) { count(number, true, deed, packet, worker); };
    if (flow.enforcement.is_shadow_beyond_cap(packet.direction))
        return would(RuleDeed::capped);
    if (decided.drop)
        return would(RuleDeed::dropped);
    if (decided.reset != ResetEnds::none)
        return would(RuleDeed::reset);
    if (decided.refuse)
        return would(RuleDeed::refused);
    const uint32_t bucket = flow.enforcement.shadow_bucket[direction];
    if (bucket != Policer::kNoBucket &&
        !worker.policer.conforms(bucket, packet.parsed.ip_bytes, now_ns))
        return would(RuleDeed::over_rate);
    if (decided.mark)
        would(RuleDeed::marked);
    if (decided.shape)
        would(RuleDeed::shaped);
}

}  // namespace sluice
