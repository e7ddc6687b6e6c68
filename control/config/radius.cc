// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "control/config/seconds.h"
#include "control/config/sections.h"

namespace sluice {
namespace {

using namespace std::chrono_literals;

constexpr size_t kLongestSecret = 128;

std::optional<SocketAddress> read_address(const YamlValue& value, std::string_view example) {
    const auto text = value.text();
    if (!text)
        return std::nullopt;
    const auto address = SocketAddress::parse(*text);
    if (!address)
        value.complain("'" + *text + "' is no address to listen on; write " + std::string(example) +
                       " or [::]:" + std::string(example.substr(example.rfind(':') + 1)));
    return address;
}

void read_attribute(const YamlValue& value, AttributeName& out) {
    const auto text = value.text();
    if (!text)
        return;
    const auto name = AttributeName::parse(*text);
    if (!name) {
        value.complain("'" + *text +
                       "' is no attribute; write a name (User-Name, Filter-Id, Class, "
                       "Calling-Station-Id, ...), 'attribute 11' or 'vendor 14988 type 8'");
        return;
    }
    out = *name;
}

void read_secret(const YamlFields& fields, RadiusClient& client) {
    const auto secret = fields.find("secret");
    const auto file = fields.find("secret_file");
    if (secret.has_value() == file.has_value()) {
        fields.value().complain("needs either secret or secret_file");
        return;
    }
    if (file)
        client.secret_file = file->text().value_or("");
    if (secret)
        client.secret = secret->text().value_or("");
    if (client.secret.size() > kLongestSecret)
        secret->complain("is longer than " + std::to_string(kLongestSecret) + " bytes");
}

void read_client(const YamlValue& value, std::vector<RadiusClient>& out) {
    const auto fields =
        value.fields({"address", "secret", "secret_file", "require_message_authenticator"});
    if (!fields)
        return;
    RadiusClient client;
    read_secret(*fields, client);
    if (const auto required = fields->find("require_message_authenticator"))
        client.require_message_authenticator = required->boolean().value_or(false);
    const auto field = fields->require("address");
    const auto text = field ? field->text() : std::nullopt;
    if (!text)
        return;
    const auto prefix = Prefix::parse(*text);
    if (!prefix) {
        field->complain("'" + *text +
                        "' is no address or prefix; write 192.0.2.1, 192.0.2.0/24 or "
                        "2001:db8::/32");
        return;
    }
    client.address = *prefix;
    if (std::any_of(out.begin(), out.end(),
                    [&](const RadiusClient& other) { return other.address == client.address; }))
        field->complain(prefix->to_string() + " is there twice");
    out.push_back(std::move(client));
}

}  // namespace

RadiusSettings read_radius(const YamlValue& value) {
    RadiusSettings settings;
    const auto fields = value.fields(
        {"accounting", "dynamic_authorization", "clients", "subscriber_id", "tier", "site",
         "expire_after", "remember_stopped", "replay_window", "require_event_timestamp"});
    if (!fields)
        return settings;
    if (const auto address = fields->require("accounting"))
        settings.accounting = read_address(*address, "0.0.0.0:1813");
    if (const auto address = fields->find("dynamic_authorization")) {
        settings.dynamic_authorization = read_address(*address, "0.0.0.0:3799");
        if (settings.accounting && settings.dynamic_authorization &&
            settings.accounting->port == settings.dynamic_authorization->port &&
            settings.accounting->address == settings.dynamic_authorization->address)
            address->complain("is radius.accounting's address; take another port");
    }
    if (const auto clients = fields->require("clients"))
        for (const YamlValue& client : clients->one_or_more())
            read_client(client, settings.clients);
    if (const auto id = fields->find("subscriber_id"))
        read_attribute(*id, settings.subscriber_id);
    if (const auto tier = fields->find("tier")) {
        read_attribute(*tier, settings.tier);
        if (settings.tier == settings.subscriber_id)
            tier->complain("is the same attribute as radius.subscriber_id");
    }
    if (const auto site = fields->find("site")) {
        settings.site.emplace();
        read_attribute(*site, *settings.site);
        if (*settings.site == settings.subscriber_id || *settings.site == settings.tier)
            site->complain("is the same attribute as radius.subscriber_id or radius.tier");
    }
    if (const auto after = fields->find("expire_after"))
        read_seconds(*after, {1s, 720h, "from 1s to 720h"}, settings.expire_after_ns);
    if (const auto time = fields->find("remember_stopped"))
        read_seconds(*time, {1s, 24h, "from 1s to 24h"}, settings.remember_stopped_ns);
    if (const auto window = fields->find("replay_window"))
        read_seconds(*window, {1s, 1h, "from 1s to 1h"}, settings.replay_window_ns);
    if (const auto required = fields->find("require_event_timestamp"))
        settings.require_event_timestamp = required->boolean().value_or(false);
    return settings;
}

}  // namespace sluice
