// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <string>

namespace sluice {

// The access domain as DHCP servers are told to give it to clients, who begin there (RFC 5986:
// OPTION_V4_ACCESS_DOMAIN, 213, and OPTION_V6_ACCESS_DOMAIN, 57). server: "kea", "dnsmasq" or
// "isc". domain: by read_domain_name().
void print_access_domain_options(const std::string& server, const std::string& domain,
                                 std::ostream& out);

// As it is in the option: labels, each after its length, and a zero (RFC 1035, section 3.1), in
// hexadecimal, "07:65:78...".
std::string domain_on_the_wire(const std::string& domain);

}  // namespace sluice
