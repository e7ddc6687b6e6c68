// SPDX-License-Identifier: Apache-2.0
#include "control/radius/accounting.h"

#include <algorithm>
#include <cstdlib>

#include "control/radius/packet_builder.h"

namespace sluice {
namespace {

constexpr uint64_t kSecondNs = RadiusSettings::kSecondNs;
constexpr uint64_t kRememberRestartsNs = 7 * 86'400 * kSecondNs;

std::vector<uint8_t> response(const RadiusPacket& request, const std::string& secret) {
    RadiusPacketBuilder builder(RadiusCode::accounting_response, request.identifier(),
                                RadiusPacketBuilder::MessageAuthenticator::without);
    builder.add_all(request, radius::kProxyState);  // RFC 2865, section 5.33
    return builder.response_to(request, secret).value_or(std::vector<uint8_t>{});
}

}  // namespace

std::string why_not_answered(RadiusOutcome outcome, const SocketAddress& source) {
    const std::string from = "a request from " + source.address.to_string() + " is not answered: ";
    switch (outcome) {
        case RadiusOutcome::unknown_client:
            return from + "it is none of radius.clients";
        case RadiusOutcome::wrong_authenticator:
        case RadiusOutcome::wrong_message_authenticator:
            return from + "it is not signed with the secret of that client";
        case RadiusOutcome::no_message_authenticator:
            return from + "it has no Message-Authenticator";
        case RadiusOutcome::replayed:
            return from + "its Event-Timestamp is missing, not of now, or was seen before";
        case RadiusOutcome::no_room:
            return from + "there are too many sessions, see memory.subscribers";
        default:
            return from + "it is malformed or of another kind";
    }
}

RadiusAccounting::RadiusAccounting(const RadiusSettings& settings, RadiusSessions& sessions,
                                   RadiusComplaintLog::Write log)
    : settings_(settings),
      sessions_(sessions),
      gate_(settings.clients),
      seen_restarts_(kRememberRestartsNs),
      log_(std::move(log)) {}

std::vector<uint8_t> RadiusAccounting::handle(Octets datagram, const SocketAddress& source,
                                              RadiusTime now) {
    const auto discard = [&](RadiusOutcome why) {
        counts_.add(why);
        log_.complain(why, why_not_answered(why, source), now.steady_ns);
        return std::vector<uint8_t>{};
    };
    const auto [packet, client, why_not] = gate_.admit(datagram, source.address);
    if (!packet)
        return discard(why_not);
    if (const auto* answer = duplicates_.find(source, *packet, now.steady_ns)) {
        counts_.add(RadiusOutcome::duplicate);
        return *answer;
    }
    RadiusOutcome outcome = RadiusOutcome::server_status;
    if (packet->code() != RadiusCode::status_server) {
        if (packet->code() != RadiusCode::accounting_request)
            return discard(RadiusOutcome::unexpected_code);
        const auto request = read_accounting_request(*packet, settings_);
        if (!request)
            return discard(RadiusOutcome::malformed);
        outcome = take(*request, *packet, source, now);
        counts_.unusable_addresses.fetch_add(request->unusable, std::memory_order_relaxed);
        if (outcome == RadiusOutcome::no_room)
            return discard(outcome);
    }
    counts_.add(outcome);
    auto answer = response(*packet, client->secret);
    duplicates_.remember(source, *packet, answer, now.steady_ns);
    return answer;
}

RadiusOutcome RadiusAccounting::take(const AccountingRequest& request, const RadiusPacket& packet,
                                     const SocketAddress& source, RadiusTime now) {
    const std::lock_guard lock(sessions_.shared.mutex);
    sessions_.nases.learn(request.nas);
    const std::string nas = request.nas.name.empty() ? source.address.to_string()
                                                     : sessions_.nases.name_of(request.nas.name);
    switch (static_cast<AcctStatusType>(request.status_type)) {
        case AcctStatusType::start:
        case AcctStatusType::interim_update:
            return open(request, nas, now);
        case AcctStatusType::stop:
            return stop(request, nas, now);
        case AcctStatusType::accounting_on:
        case AcctStatusType::accounting_off:
            return restart(request, packet, nas, now);
        default:
            return RadiusOutcome::ignored_status_type;
    }
}

// Older than what the box remembers stopped sessions for, or than what is known already.
bool RadiusAccounting::is_overtaken(const AccountingRequest& request, const std::string& nas,
                                    const Session* before, RadiusTime now) const {
    const auto remembered_s = static_cast<int64_t>(settings_.remember_stopped_ns / kSecondNs);
    if (std::abs(now.unix_s - request.told_at_s(now.unix_s)) > remembered_s)
        return true;
    if (!request.event_timestamp_s)
        return false;
    return *request.event_timestamp_s < sessions_.nases.restarted_at_s(nas) ||
           (before != nullptr && *request.event_timestamp_s < before->told_at_s);
}

// A session that was stopped begins again only by a Start that says that it is a later one.
RadiusOutcome RadiusAccounting::open(const AccountingRequest& request, const std::string& nas,
                                     RadiusTime now) {
    SessionTable& table = sessions_.shared.table;
    const std::string key = session_key(nas, request.session_id);
    const Session* const before = table.find(key);
    const bool is_new = before == nullptr;
    if (is_overtaken(request, nas, before, now))
        return RadiusOutcome::late;
    if (const auto ended_at_s = sessions_.ended.find(key, now.steady_ns)) {
        const bool is_later = request.is(AcctStatusType::start) && request.event_timestamp_s &&
                              *request.event_timestamp_s > *ended_at_s;
        if (!is_later) {
            sessions_.ended.add(key, *ended_at_s, now.steady_ns);
            return RadiusOutcome::late;
        }
        sessions_.ended.forget(key);
    }
    Session session = session_after(request, before, nas);
    if (session.subscriber_id.empty()) {
        log_.complain(RadiusOutcome::without_subscriber,
                      "a session of NAS '" + nas +
                          "' is nobody's: it lacks the attribute of radius.subscriber_id, or that "
                          "is not 1 to 128 visible ASCII characters",
                      now.steady_ns);
        return RadiusOutcome::without_subscriber;
    }
    if (is_new && table.size() >= sessions_.most)
        return RadiusOutcome::no_room;
    session.expires_ns = now.steady_ns + settings_.expire_after_ns;
    const std::string subscriber_id = session.subscriber_id;
    if (const auto objection = table.open(std::move(session), now.steady_ns)) {
        counts_.refused_subscribers.fetch_add(1, std::memory_order_relaxed);
        log_.complain(RadiusOutcome::started,
                      "subscriber '" + subscriber_id + "' is not taken: " + *objection,
                      now.steady_ns);
    }
    return is_new ? RadiusOutcome::started : RadiusOutcome::updated;
}

RadiusOutcome RadiusAccounting::stop(const AccountingRequest& request, const std::string& nas,
                                     RadiusTime now) {
    const std::string key = session_key(nas, request.session_id);
    const Session* const before = sessions_.shared.table.find(key);
    if (before != nullptr && request.event_timestamp_s &&
        *request.event_timestamp_s < before->told_at_s)
        return RadiusOutcome::late;  // of an earlier session with this id
    sessions_.ended.add(key, request.told_at_s(now.unix_s), now.steady_ns);
    return sessions_.shared.table.close(key) ? RadiusOutcome::stopped
                                             : RadiusOutcome::unknown_stopped;
}

// Replayed, it would end sessions that have begun since.
RadiusOutcome RadiusAccounting::restart(const AccountingRequest& request,
                                        const RadiusPacket& packet, const std::string& nas,
                                        RadiusTime now) {
    if (is_overtaken(request, nas, nullptr, now) || !seen_restarts_.add(packet, now.steady_ns))
        return RadiusOutcome::late;
    const int64_t age_s = std::max<int64_t>(now.unix_s - request.told_at_s(now.unix_s), 0);
    const uint64_t age_ns = static_cast<uint64_t>(age_s) * kSecondNs;
    const uint64_t opened_before_ns =
        age_ns == 0 ? UINT64_MAX : now.steady_ns - std::min(now.steady_ns, age_ns);
    sessions_.shared.table.close_all(nas, opened_before_ns);
    if (request.event_timestamp_s)
        sessions_.nases.restarted(nas, *request.event_timestamp_s);
    return RadiusOutcome::nas_restarted;
}

}  // namespace sluice
