// SPDX-License-Identifier: Apache-2.0
#include "control/radius/dynamic_authorization.h"

#include <algorithm>
#include <cstdlib>

#include "control/radius/accounting.h"
#include "control/radius/packet_builder.h"
#include "policy/subscriber_notation.h"

namespace sluice {
namespace {

constexpr uint32_t kAuthorizeOnly = 17;  // a Service-Type

bool is_coa(const RadiusPacket& request) {
    return request.code() == RadiusCode::coa_request;
}

bool is_named(const AttributeView& attribute, const AttributeName& name) {
    return attribute.type == name.type &&
           (attribute.type != radius::kVendorSpecific || holds_only(attribute.value, name));
}

// Says nothing of what is to be done, or to whom.
bool is_neutral(const RadiusPacket& request, uint8_t type) {
    switch (type) {
        case radius::kProxyState:
        case radius::kEventTimestamp:
        case radius::kMessageAuthenticator:
            return true;
        case radius::kReplyMessage:
        case radius::kAcctTerminateCause:
            return !is_coa(request);
        default:
            return false;
    }
}

// The prefix that the attribute identifies a session by; a /0 if it is malformed.
Prefix prefix_in(const AttributeView& attribute) {
    if (attribute.type == radius::kFramedIpAddress) {
        const auto ipv4 = be32_of(attribute.value);
        return ipv4 ? Prefix::covering(IpAddress::from_ipv4(*ipv4), 32) : Prefix{};
    }
    if (attribute.type == radius::kFramedIpv6Address)
        return attribute.value.size() == 16
                   ? Prefix::covering(IpAddress::from_ipv6(attribute.value.data()), 128)
                   : Prefix{};
    return read_ipv6_prefix(attribute.value).value_or(Prefix{});
}

bool is_address(uint8_t type) {
    return type == radius::kFramedIpAddress || type == radius::kFramedIpv6Prefix ||
           type == radius::kDelegatedIpv6Prefix || type == radius::kFramedIpv6Address;
}

bool holds(const Session& session, const Prefix& prefix) {
    return std::any_of(session.addresses.begin(), session.addresses.end(),
                       [&](const SubscriberAddress& address) { return address.prefix == prefix; });
}

// Section 3.2: "Authorize Only" wants the server asked again, which this box cannot do.
std::optional<ErrorCause> refuse_authorize_only(const RadiusPacket& request) {
    const auto service = request.attributes().find(radius::kServiceType);
    const bool has_state = request.attributes().find(radius::kState).has_value();
    if (!service)
        return has_state ? std::optional(ErrorCause::invalid_request) : std::nullopt;
    if (!is_coa(request))
        return ErrorCause::unsupported_attribute;
    if (be32_of(*service) == kAuthorizeOnly && !has_state)
        return ErrorCause::missing_attribute;
    return ErrorCause::unsupported_service;
}

RadiusCode answer_code(const RadiusPacket& request, bool done) {
    if (is_coa(request))
        return done ? RadiusCode::coa_ack : RadiusCode::coa_nak;
    return done ? RadiusCode::disconnect_ack : RadiusCode::disconnect_nak;
}

std::vector<uint8_t> answer_to(const RadiusPacket& request, std::optional<ErrorCause> error,
                               const std::string& secret) {
    // A proxy that did not send one might pass on ours, which is not right for its answer.
    using Signed = RadiusPacketBuilder::MessageAuthenticator;
    const bool is_signed = request.attributes().find(radius::kMessageAuthenticator).has_value();
    RadiusPacketBuilder builder(answer_code(request, !error), request.identifier(),
                                is_signed ? Signed::with : Signed::without);
    if (error)
        builder.add(radius::kErrorCause, static_cast<uint32_t>(*error));
    if (error && request.attributes().find(radius::kServiceType))
        builder.add_all(request, radius::kState);  // section 3.3
    builder.add_all(request, radius::kProxyState);
    return builder.response_to(request, secret).value_or(std::vector<uint8_t>{});
}

}  // namespace

// What a session must have, all of it.
struct DynamicAuthorization::Asked {
    std::string subscriber_id;
    std::string session_id;
    std::string nas;
    std::vector<Prefix> addresses;
    std::string tier;

    bool identifies() const {
        return !subscriber_id.empty() || !session_id.empty() || !addresses.empty();
    }
};

DynamicAuthorization::DynamicAuthorization(const RadiusSettings& settings, RadiusSessions& sessions,
                                           RadiusComplaintLog::Write log)
    : settings_(settings),
      sessions_(sessions),
      gate_(settings.clients),
      seen_(2 * settings.replay_window_ns),
      log_(std::move(log)) {}

std::vector<uint8_t> DynamicAuthorization::handle(Octets datagram, const SocketAddress& source,
                                                  RadiusTime now) {
    const auto discard = [&](RadiusOutcome why) {
        counts_.add(why);
        log_.complain(why, why_not_answered(why, source), now.steady_ns);
        return std::vector<uint8_t>{};
    };
    const auto [request, client, why_not] = gate_.admit(datagram, source.address);
    if (!request)
        return discard(why_not);
    if (!is_coa(*request) && request->code() != RadiusCode::disconnect_request)
        return discard(RadiusOutcome::unexpected_code);
    if (const auto* answer = duplicates_.find(source, *request, now.steady_ns)) {
        counts_.add(RadiusOutcome::duplicate);
        return *answer;
    }
    if (!is_current(*request, now))
        return discard(RadiusOutcome::replayed);
    const auto error = act(*request, now);
    counts_.add(error              ? RadiusOutcome::refused
                : is_coa(*request) ? RadiusOutcome::changed
                                   : RadiusOutcome::disconnected);
    auto answer = answer_to(*request, error, client->secret);
    duplicates_.remember(source, *request, answer, now.steady_ns);
    return answer;
}

// Section 6.3. While its time is current, a request that comes again is a replay, too.
bool DynamicAuthorization::is_current(const RadiusPacket& request, RadiusTime now) {
    const auto value = request.attributes().find(radius::kEventTimestamp);
    if (!value)
        return !settings_.require_event_timestamp;
    const auto at_s = be32_of(*value);
    const auto window_s = static_cast<int64_t>(settings_.replay_window_ns / settings_.kSecondNs);
    return at_s && std::abs(now.unix_s - int64_t{*at_s}) <= window_s &&
           seen_.add(request, now.steady_ns);
}

// An attribute that identifies a session and is not known here must not be passed over: others
// would be hit.
std::variant<DynamicAuthorization::Asked, ErrorCause> DynamicAuthorization::read(
    const RadiusPacket& request) const {
    const auto nas = NasName::read(request);
    if (!nas)
        return ErrorCause::invalid_request;
    if (const auto refused = refuse_authorize_only(request))
        return *refused;
    Asked asked;
    asked.nas = nas->name;
    for (const AttributeView attribute : request.attributes()) {
        const uint8_t type = attribute.type;
        if (type == radius::kNasIdentifier || type == radius::kNasIpAddress ||
            type == radius::kNasIpv6Address || is_neutral(request, type) ||
            (is_coa(request) && is_named(attribute, settings_.tier)) ||
            is_named(attribute, settings_.subscriber_id))
            continue;
        if (type == radius::kAcctSessionId) {
            asked.session_id = text_of(attribute.value);
        } else if (is_address(type)) {
            const Prefix prefix = prefix_in(attribute);
            if (prefix.length == 0)
                return ErrorCause::invalid_request;
            asked.addresses.push_back(prefix);
        } else {
            return ErrorCause::unsupported_attribute;
        }
    }
    if (const auto id = find_attribute(request, settings_.subscriber_id))
        asked.subscriber_id = text_of(*id);
    const auto tier = find_attribute(request, settings_.tier);
    if (is_coa(request) && !tier)
        return ErrorCause::missing_attribute;
    if (is_coa(request))
        asked.tier = text_of(*tier);
    if (is_coa(request) && !is_name(asked.tier))
        return ErrorCause::invalid_attribute_value;
    return asked;
}

// Several sessions, if they are one subscriber's, who has one tier.
std::variant<DynamicAuthorization::Keys, ErrorCause> DynamicAuthorization::select(
    const Asked& asked) const {
    if (!asked.identifies())
        return ErrorCause::missing_attribute;
    const SessionTable& table = sessions_.shared.table;
    const std::string nas = sessions_.nases.name_of(asked.nas);
    auto nases = table.nases();
    if (!nas.empty()) {
        if (std::find(nases.begin(), nases.end(), nas) == nases.end())
            return ErrorCause::nas_identification_mismatch;
        nases = {nas};
    }

    std::vector<const Session*> candidates;
    if (!asked.addresses.empty())
        candidates = table.sessions_at(asked.addresses.front());
    else if (!asked.subscriber_id.empty())
        candidates = table.sessions_of(asked.subscriber_id);
    else
        for (const std::string& one : nases)
            if (const Session* const found = table.find(session_key(one, asked.session_id)))
                candidates.push_back(found);

    Keys keys;
    std::string subscriber_id;
    for (const Session* const session : candidates) {
        const bool is_meant =
            session->key.starts_with("radius ") && (nas.empty() || session->nas == nas) &&
            (asked.subscriber_id.empty() || session->subscriber_id == asked.subscriber_id) &&
            (asked.session_id.empty() ||
             session->key == session_key(session->nas, asked.session_id)) &&
            std::all_of(asked.addresses.begin(), asked.addresses.end(),
                        [&](const Prefix& prefix) { return holds(*session, prefix); });
        if (!is_meant)
            continue;
        if (!keys.empty() && subscriber_id != session->subscriber_id)
            return ErrorCause::multiple_session_selection_unsupported;
        subscriber_id = session->subscriber_id;
        keys.push_back(session->key);
    }
    if (keys.empty())
        return ErrorCause::session_context_not_found;
    return keys;
}

std::optional<ErrorCause> DynamicAuthorization::act(const RadiusPacket& request, RadiusTime now) {
    const auto asked = read(request);
    if (const auto* error = std::get_if<ErrorCause>(&asked))
        return *error;
    const std::lock_guard lock(sessions_.shared.mutex);
    const auto selected = select(std::get<Asked>(asked));
    if (const auto* error = std::get_if<ErrorCause>(&selected))
        return *error;
    const Keys& keys = std::get<Keys>(selected);
    if (is_coa(request))
        return change_tier(keys, std::get<Asked>(asked).tier, now);
    for (const std::string& key : keys) {
        sessions_.shared.table.close(key);
        sessions_.ended.add(key, now.unix_s, now.steady_ns);  // the NAS's Interims go on
    }
    return std::nullopt;
}

// All of them or none. Their source's next Interim, if it tells the tier that it told before,
// does not undo it.
std::optional<ErrorCause> DynamicAuthorization::change_tier(const Keys& keys,
                                                            const std::string& tier,
                                                            RadiusTime now) {
    SessionTable& table = sessions_.shared.table;
    std::vector<Session> before;
    for (const std::string& key : keys) {
        before.push_back(*table.find(key));
        Session changed = before.back();
        changed.tier = tier;
        if (!table.open(std::move(changed), now.steady_ns))
            continue;
        for (const Session& session : before)
            table.open(session, now.steady_ns);
        return ErrorCause::invalid_attribute_value;
    }
    return std::nullopt;
}

}  // namespace sluice
