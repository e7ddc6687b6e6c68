// SPDX-License-Identifier: Apache-2.0
#include "control/init/first_configuration.h"

#include <algorithm>
#include <cctype>
#include <sstream>
#include <vector>

#include <fmt/format.h>

#include "control/machine/pci_address.h"
#include "policy/address.h"
#include "policy/yaml/quantity.h"

namespace sluice {
namespace {

constexpr size_t kInterfaceNameMost = 15;  // IFNAMSIZ, without its zero

std::vector<std::string> words(const std::string& text) {
    std::istringstream in(text);
    std::vector<std::string> words;
    for (std::string word; in >> word;)
        words.push_back(word);
    return words;
}

// Fit for a double-quoted scalar of YAML, whatever it is: what would end it is refused before.
bool is_plain(const std::string& text) {
    return std::ranges::all_of(
        text, [](unsigned char c) { return std::isgraph(c) != 0 && c != '"' && c != '\\'; });
}

std::string port_text(const std::string& port) {
    return fmt::format("{{ {}: \"{}\" }}", pci_address(port) ? "device" : "interface", port);
}

std::string dhcp_text(const std::vector<std::string>& said) {
    std::string servers;
    for (size_t i = 1; i < said.size(); ++i)
        servers += fmt::format("{}\"{}\"", i == 1 ? "" : ", ", said[i]);
    return fmt::format(
        "\n# Subscribers are learnt from the DHCP that goes by, see docs/dhcp.md.\n"
        "dhcp:\n"
        "  servers: [{}]\n",
        servers);
}

std::string radius_text(const std::vector<std::string>& said) {
    return fmt::format(
        "\n# Subscribers are learnt from RADIUS accounting, see docs/radius.md.\n"
        "radius:\n"
        "  accounting: \"0.0.0.0:1813\"\n"
        "  clients:\n"
        "    - {{ address: \"{}\", secret_file: \"{}\" }}\n",
        said[1], said[2]);
}

}  // namespace

std::string ports_objection(const std::string& ports) {
    const auto said = words(ports);
    if (said.size() != 2)
        return "two ports, the subscribers' side first: eth2 eth3";
    if (said[0] == said[1])
        return "two different ports: packets go in by one and out by the other";
    for (const std::string& port : said) {
        if (!is_plain(port) || (!pci_address(port) && port.size() > kInterfaceNameMost))
            return "'" + port + "' is no interface like eth2, and no card like 0000:3b:00.0";
    }
    return "";
}

std::string capacity_objection(const std::string& capacity) {
    const auto said = words(capacity);
    if (said.empty() || said.size() > 2)
        return "one rate for both ways, or up and down: 10gbps, 1gbps 10gbps";
    for (const std::string& rate : said) {
        if (!parse_rate_bps(rate).value)
            return "'" + rate + "' is no rate like 10gbps, 2.5gbps or 100mbps";
    }
    return "";
}

std::string subscribers_objection(const std::string& subscribers) {
    const auto said = words(subscribers);
    const std::string kind = said.empty() ? "" : said[0];
    if (kind == "list")
        return said.size() == 1 ? "" : "'list' stands alone: what is on it is imported afterwards";
    if (kind == "dhcp") {
        for (size_t i = 1; i < said.size(); ++i) {
            if (!Prefix::parse(said[i]))
                return "'" + said[i] + "' is no address or prefix of a DHCP server";
        }
        return said.size() > 1 ? "" : "dhcp and where its servers are: dhcp 198.51.100.0/28";
    }
    if (kind == "radius") {
        if (said.size() != 3 || !Prefix::parse(said[1]) || !is_plain(said[2]))
            return "radius, who sends accounting, and a file with the secret: radius 192.0.2.0/24 "
                   "/etc/sluice/radius-secret";
        return "";
    }
    return "list, dhcp SERVERS or radius CLIENT SECRET-FILE";
}

std::string first_configuration(const FirstAnswers& answers) {
    const auto ports = words(answers.ports);
    const auto capacity = words(answers.capacity);
    const auto subscribers = words(answers.subscribers);
    std::string text = fmt::format(
        "# Written by `sluicectl init`. docs/control.md describes every key; `sluiced --check "
        "FILE`\n"
        "# says what is wrong with a change, `sluicectl doctor` whether this machine suits it.\n"
        "links:\n"
        "  - name: link1\n"
        "    pairs:\n"
        "      - access: {}\n"
        "        core: {}\n"
        "    capacity: {{ up: {}, down: {} }}\n",
        port_text(ports[0]), port_text(ports[1]), capacity.front(), capacity.back());
    if (subscribers[0] == "dhcp")
        text += dhcp_text(subscribers);
    else if (subscribers[0] == "radius")
        text += radius_text(subscribers);
    text +=
        "\n# The policy: it looks and counts, and touches nothing. docs/policies has some to "
        "begin\n"
        "# with; `sluicectl policy try FILE --for 10m` tries one.\n"
        "rules: []\n";
    return text;
}

}  // namespace sluice
