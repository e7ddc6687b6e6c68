// SPDX-License-Identifier: Apache-2.0
#include "control/dhcp/dhcp_sessions.h"

#include <algorithm>

#include "control/dhcp/dhcpv4.h"
#include "control/dhcp/dhcpv6.h"
#include "control/dhcp/subscriber_of.h"

namespace sluice {
namespace {

using Kind = DhcpMessage::Kind;

std::string session_key(const Prefix& prefix) {
    return "dhcp " + prefix.to_string();
}

bool is_in(const std::vector<Prefix>& prefixes, const IpAddress& address) {
    return std::any_of(prefixes.begin(), prefixes.end(),
                       [&](const Prefix& prefix) { return prefix.contains(address); });
}

// RFC 4291, section 2.5.6: no router passes it on, so who has it is on the link itself.
bool is_link_local(const IpAddress& address) {
    return address.bytes[0] == 0xfe && (address.bytes[1] & 0xc0) == 0x80;
}

}  // namespace

const char* name(DhcpOutcome outcome) {
    constexpr std::array<const char*, kDhcpOutcomeCount> kNames = {
        "asked",          "leased",        "ended",   "passed_over", "malformed", "wrong_side",
        "unknown_server", "unknown_relay", "unasked", "not_held",    "no_id",     "refused"};
    return kNames[static_cast<size_t>(outcome)];
}

DhcpOutcome DhcpSessions::take(const DhcpSeen& seen, uint64_t now_ns, SessionTable& sessions) {
    const auto message = seen.ipv6 ? parse_dhcpv6(seen.datagram) : parse_dhcpv4(seen.datagram);
    if (!message)
        return DhcpOutcome::malformed;
    if (message->from_server() != seen.from_core)
        return DhcpOutcome::wrong_side;
    return message->from_server() ? take_answer(*message, seen, now_ns, sessions)
                                  : take_question(*message, seen, now_ns, sessions);
}

DhcpOutcome DhcpSessions::take_question(const DhcpMessage& question, const DhcpSeen& seen,
                                        uint64_t now_ns, SessionTable& sessions) {
    if (question.identity.has_relay_information() && !settings_.relays.empty() &&
        !is_in(settings_.relays, seen.source))
        return DhcpOutcome::unknown_relay;
    if (question.kind == Kind::release || question.kind == Kind::decline)
        return end(question, sessions);
    transactions_.remember(question, now_ns);
    return DhcpOutcome::asked;
}

DhcpOutcome DhcpSessions::take_answer(const DhcpMessage& answer, const DhcpSeen& seen,
                                      uint64_t now_ns, SessionTable& sessions) {
    if (!is_server(seen))
        return DhcpOutcome::unknown_server;
    if (answer.kind == Kind::other_answer)
        return DhcpOutcome::passed_over;
    const DhcpMessage* const question = transactions_.find(answer);
    if (question == nullptr)
        return DhcpOutcome::unasked;
    if (answer.kind == Kind::refusal)
        return end(*question, sessions);
    const bool rapid = question->rapid_commit && answer.rapid_commit;
    if (question->kind != Kind::request && !(question->kind == Kind::solicit && rapid))
        return DhcpOutcome::passed_over;

    DhcpOutcome outcome = DhcpOutcome::passed_over;
    for (const DhcpLease& given : answer.leases)
        outcome = lease(*question, given, now_ns, sessions);
    return outcome;
}

// A renewal goes straight to the server, without the relay agent's word (RFC 3046, section 2.0):
// then it is whose it was.
DhcpOutcome DhcpSessions::lease(const DhcpMessage& question, const DhcpLease& given,
                                uint64_t now_ns, SessionTable& sessions) {
    const Holder* const holder = holder_of(given.prefix, question.client);
    if (given.seconds == 0) {
        if (holder == nullptr)
            return DhcpOutcome::not_held;
        forget(given.prefix);
        changes_.push_back({given.prefix, std::nullopt});
        sessions.close(session_key(given.prefix));
        return DhcpOutcome::ended;
    }
    std::optional<std::string> id;
    if (holder != nullptr && !question.identity.has_relay_information())
        id = holder->subscriber_id;
    else
        id = subscriber_of(question.identity, settings_.id_from);
    if (!id)
        return DhcpOutcome::no_id;

    if (holder == nullptr && leases_.contains(given.prefix))
        ++given_to_another_;
    constexpr uint64_t kSecondNs = 1'000'000'000;
    const uint64_t lease_ns = given.seconds == UINT32_MAX ? UINT64_MAX : given.seconds * kSecondNs;
    const uint64_t expires_ns = now_ns + std::min(lease_ns, settings_.longest_lease_ns) + kGraceNs;
    const Holder now_holds{given.prefix, question.client, *id, expires_ns};
    objection_ = hold(now_holds, now_ns, sessions);
    changes_.push_back({given.prefix, now_holds});
    return objection_ ? DhcpOutcome::refused : DhcpOutcome::leased;
}

void DhcpSessions::restore(const DhcpKnownLease& known, uint64_t now_ns, SessionTable& sessions) {
    hold(known, now_ns, sessions);
}

std::optional<std::string> DhcpSessions::hold(const Holder& holder, uint64_t now_ns,
                                              SessionTable& sessions) {
    forget(holder.prefix);
    leases_[holder.prefix] = holder;
    by_expiry_.emplace(holder.expires_ns, holder.prefix);
    Session session;
    session.key = session_key(holder.prefix);
    session.nas = "dhcp";
    session.subscriber_id = holder.subscriber_id;
    session.addresses = {{holder.prefix, {}}};
    session.expires_ns = holder.expires_ns;
    return sessions.open(std::move(session), now_ns);
}

// Only what the client holds; and where a relay agent says whose line it is, on that line.
DhcpOutcome DhcpSessions::end(const DhcpMessage& question, SessionTable& sessions) {
    DhcpOutcome outcome = DhcpOutcome::not_held;
    for (const DhcpLease& given_up : question.leases) {
        const Holder* const holder = holder_of(given_up.prefix, question.client);
        if (holder == nullptr)
            continue;
        if (question.identity.has_relay_information() &&
            subscriber_of(question.identity, settings_.id_from) != holder->subscriber_id)
            continue;
        forget(given_up.prefix);
        changes_.push_back({given_up.prefix, std::nullopt});
        sessions.close(session_key(given_up.prefix));
        outcome = DhcpOutcome::ended;
    }
    return outcome;
}

bool DhcpSessions::is_server(const DhcpSeen& seen) const {
    return is_in(settings_.servers, seen.source) || (seen.ipv6 && is_link_local(seen.source));
}

const DhcpSessions::Holder* DhcpSessions::holder_of(const Prefix& prefix,
                                                    const std::string& client) const {
    const auto found = leases_.find(prefix);
    return found == leases_.end() || found->second.client != client ? nullptr : &found->second;
}

void DhcpSessions::forget(const Prefix& prefix) {
    const auto found = leases_.find(prefix);
    if (found == leases_.end())
        return;
    by_expiry_.erase({found->second.expires_ns, prefix});
    leases_.erase(found);
}

void DhcpSessions::expire(uint64_t now_ns) {
    transactions_.forget_old(now_ns);
    while (!by_expiry_.empty() && by_expiry_.begin()->first <= now_ns) {
        const Prefix prefix = by_expiry_.begin()->second;
        forget(prefix);
        changes_.push_back({prefix, std::nullopt});
    }
}

}  // namespace sluice
