// SPDX-License-Identifier: Apache-2.0
#include "control/portal/portal_config.h"

#include <algorithm>

#include <sys/un.h>

#include "control/visible_text.h"
#include "http/read_limits.h"
#include "policy/yaml/parse_config.h"
#include "policy/yaml/read_prefix.h"
#include "policy/yaml/read_socket_address.h"
#include "policy/yaml/value.h"

namespace sluice {
namespace {

constexpr size_t kLongestText = 200;

// RFC 1123, section 2.1: what a Host field can be compared with.
void read_names(const YamlValue& value, std::vector<std::string>& out) {
    for (const YamlValue& item : value.items()) {
        auto name = item.name();
        if (!name)
            continue;
        const bool fits = std::all_of(name->begin(), name->end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                   c == '-' || c == '.';
        });
        if (!fits) {
            item.complain("'" + *name + "' is no host's name; write portal.example.net");
            continue;
        }
        std::transform(name->begin(), name->end(), name->begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? char(c | 0x20) : c; });
        out.push_back(std::move(*name));
    }
}

void read_socket(const YamlValue& value, std::string& out) {
    out = value.text().value_or("");
    constexpr size_t kLongest = sizeof(sockaddr_un::sun_path) - 1;
    if (out.size() > kLongest)
        value.complain("is longer than the " + std::to_string(kLongest) +
                       " bytes that a socket's path may have");
}

void read_line(const std::optional<YamlValue>& value, std::string& out) {
    if (!value)
        return;
    out = value->text().value_or("");
    if (out.size() > kLongestText)
        value->complain("is longer than " + std::to_string(kLongestText) + " bytes");
    if (out != printable(out))
        value->complain("must be one line without control characters");
}

void read_operator(const YamlValue& value, PortalOperator& out) {
    const auto fields = value.fields({"name", "contact", "records_kept", "flow_records_kept"});
    if (!fields)
        return;
    read_line(fields->require("name"), out.name);
    read_line(fields->require("contact"), out.contact);
    read_line(fields->find("records_kept"), out.records_kept);
    read_line(fields->find("flow_records_kept"), out.flow_records_kept);
}

void read_portal(const YamlNode& root, YamlReport& report, PortalConfig& config) {
    const auto fields = YamlValue(root, "", report)
                            .fields({"listen", "metrics", "names", "socket", "operator",
                                     "trusted_proxies", "limits"});
    if (!fields)
        return;
    if (const auto listen = fields->require("listen"))
        read_listen(*listen, config.listen);
    if (const auto metrics = fields->find("metrics"))
        read_metrics_address(*metrics, config.metrics);
    if (const auto names = fields->find("names"))
        read_names(*names, config.names);
    if (const auto socket = fields->find("socket"))
        read_socket(*socket, config.socket);
    if (const auto run_by = fields->require("operator"))
        read_operator(*run_by, config.run_by);
    if (const auto proxies = fields->find("trusted_proxies"))
        for (const YamlValue& item : proxies->items())
            if (const auto prefix = read_prefix(item))
                config.trusted_proxies.push_back(*prefix);
    if (const auto limits = fields->find("limits"))
        read_http_limits(*limits, config.limits);
}

}  // namespace

ParsedPortalConfig parse_portal_config(std::string_view text, std::string_view file_name) {
    if (const auto line = find_line_not_utf8(text))
        return {std::nullopt,
                {{std::string(file_name), *line, "", "is not UTF-8; save it as such"}}};
    return parse_config(text, file_name, read_portal);
}

}  // namespace sluice
