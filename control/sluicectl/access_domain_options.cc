// SPDX-License-Identifier: Apache-2.0
#include "control/sluicectl/access_domain_options.h"

#include <algorithm>
#include <cstdio>
#include <string_view>

namespace sluice {
namespace {

void append_byte(size_t byte, std::string& out) {
    char digits[4];
    std::snprintf(digits, sizeof digits, "%02zx", byte & 0xff);
    out += (out.empty() ? "" : ":") + std::string(digits);
}

void print_kea(const std::string& domain, std::ostream& out) {
    for (const char* const version : {"4", "6"})
        out << "// Of \"Dhcp" << version << "\", or of a subnet there (RFC 5986)\n"
            << "\"option-data\": [ { \"name\": \"v" << version << "-access-domain\", \"data\": \""
            << domain << "\" } ],\n";
}

void print_dnsmasq(const std::string& domain, std::ostream& out) {
    out << "# The access domain " << domain << " (RFC 5986), as it is on the wire\n"
        << "dhcp-option=213," << domain_on_the_wire(domain) << "\n"
        << "dhcp-option=option6:57," << domain_on_the_wire(domain) << "\n";
}

void print_isc(const std::string& domain, std::ostream& out) {
    out << "# dhcpd.conf: the access domain " << domain << " (RFC 5986), as it is on the wire\n"
        << "option access-domain code 213 = string;\n"
        << "option access-domain " << domain_on_the_wire(domain) << ";\n"
        << "# dhcpd6.conf\n"
        << "option dhcp6.access-domain code 57 = string;\n"
        << "option dhcp6.access-domain " << domain_on_the_wire(domain) << ";\n";
}

}  // namespace

std::string domain_on_the_wire(const std::string& domain) {
    std::string out;
    for (std::string_view rest = domain; !rest.empty();) {
        const size_t end = std::min(rest.find('.'), rest.size());
        append_byte(end, out);
        for (const char c : rest.substr(0, end))
            append_byte(static_cast<unsigned char>(c), out);
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    append_byte(0, out);
    return out;
}

void print_access_domain_options(const std::string& server, const std::string& domain,
                                 std::ostream& out) {
    if (server == "kea")
        print_kea(domain, out);
    else if (server == "dnsmasq")
        print_dnsmasq(domain, out);
    else
        print_isc(domain, out);
}

}  // namespace sluice
