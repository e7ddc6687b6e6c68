// SPDX-License-Identifier: Apache-2.0
#include "control/radius/gate.h"

#include <algorithm>

#include "control/radius/authenticators.h"

namespace sluice {

RadiusGate::RadiusGate(std::vector<RadiusClient> clients) : clients_(std::move(clients)) {
    std::stable_sort(clients_.begin(), clients_.end(),
                     [](const RadiusClient& a, const RadiusClient& b) {
                         return a.address.length > b.address.length;
                     });
}

const RadiusClient* RadiusGate::find(const IpAddress& source) const {
    for (const RadiusClient& client : clients_)
        if (client.address.contains(source))
            return &client;
    return nullptr;
}

// Nobody hears why not: who cannot sign is told nothing (RFC 2866, section 3).
RadiusGate::Admitted RadiusGate::admit(Octets datagram, const IpAddress& source) const {
    const RadiusClient* const client = find(source);
    if (client == nullptr)
        return {std::nullopt, nullptr, RadiusOutcome::unknown_client};
    auto request = RadiusPacket::parse(datagram);
    if (!request)
        return {std::nullopt, client, RadiusOutcome::malformed};
    // A Status-Server's only signature is its Message-Authenticator (RFC 5997, section 3).
    const bool is_status = request->code() == RadiusCode::status_server;
    if (!is_status && !is_request_authenticator_right(*request, client->secret))
        return {std::nullopt, client, RadiusOutcome::wrong_authenticator};
    const MessageSignature signature = check_message_authenticator(*request, client->secret);
    if (signature == MessageSignature::wrong)
        return {std::nullopt, client, RadiusOutcome::wrong_message_authenticator};
    if (signature == MessageSignature::absent &&
        (is_status || client->require_message_authenticator))
        return {std::nullopt, client, RadiusOutcome::no_message_authenticator};
    return {request, client, {}};
}

}  // namespace sluice
