// SPDX-License-Identifier: Apache-2.0
#include "control/radius/server.h"

#include <algorithm>
#include <stdexcept>

#include "policy/yaml/text_file.h"

namespace sluice {
namespace {

// The first line of the file, so that an editor's line break is no part of it.
std::string read_secret(const std::string& path) {
    std::string text = read_text_file(path);
    text.resize(std::min(text.find_first_of("\r\n"), text.size()));
    if (text.empty())
        throw std::runtime_error("radius.clients: secret_file " + path +
                                 ": its first line is empty");
    return text;
}

RadiusSettings with_secrets(RadiusSettings settings) {
    for (RadiusClient& client : settings.clients)
        if (!client.secret_file.empty())
            client.secret = read_secret(client.secret_file);
    return settings;
}

}  // namespace

RadiusServer::RadiusServer(RadiusSettings settings, SharedSessionTable& sessions,
                           size_t most_sessions, const RadiusComplaintLog::Write& log)
    : settings_(with_secrets(std::move(settings))),
      sessions_(sessions, settings_.remember_stopped_ns, most_sessions),
      accounting_(settings_, sessions_,
                  [log](const std::string& line) { log("accounting: " + line); }),
      dynamic_authorization_(settings_, sessions_, [log](const std::string& line) {
          log("dynamic authorization: " + line);
      }) {
    if (settings_.accounting)
        accounting_listener_ = std::make_unique<UdpListener>(
            *settings_.accounting, "radius.accounting",
            [this](Octets datagram, const SocketAddress& source, RadiusTime now) {
                return accounting_.handle(datagram, source, now);
            },
            accounting_.counts().unsent);
    if (settings_.dynamic_authorization)
        dynamic_authorization_listener_ = std::make_unique<UdpListener>(
            *settings_.dynamic_authorization, "radius.dynamic_authorization",
            [this](Octets datagram, const SocketAddress& source, RadiusTime now) {
                return dynamic_authorization_.handle(datagram, source, now);
            },
            dynamic_authorization_.counts().unsent);
}

}  // namespace sluice
