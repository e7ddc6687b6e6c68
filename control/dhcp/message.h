// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "policy/address.h"

namespace sluice {

// What a message says of who it is about. Bytes as they are in the message; empty: not said.
struct DhcpIdentity {
    // By relay agents: RFC 3993 and RFC 4580; RFC 3046 and RFC 4649 (without the enterprise
    // number); RFC 3046's circuit and RFC 8415's interface.
    std::string subscriber_id = {};
    std::string remote_id = {};
    std::string circuit_id = {};
    // By the client itself: its DUID if it has one (RFC 4361), else the option's bytes.
    std::string client_id = {};
    std::string hardware_address = {};

    bool has_relay_information() const {
        return !subscriber_id.empty() || !remote_id.empty() || !circuit_id.empty();
    }
};

struct DhcpLease {
    Prefix prefix;  // one address, or a delegated prefix
    // UINT32_MAX: without end; 0: no longer.
    uint32_t seconds = 0;

    friend bool operator==(const DhcpLease&, const DhcpLease&) = default;
};

// A message of either DHCP, as far as it matters to who has which address.
struct DhcpMessage {
    enum class Kind : uint8_t {
        // A client's.
        solicit,  // answered with leases only if both sides agree on a rapid commit
        request,  // or a renewal
        release,
        decline,
        other_question,
        // A server's.
        leases,   // ACK, Reply
        refusal,  // NAK
        other_answer,
    };
    Kind kind = Kind::other_question;
    bool ipv6 = false;
    bool rapid_commit = false;
    uint32_t transaction = 0;
    std::string client;  // as a server's answer names it, too
    DhcpIdentity identity;
    std::vector<DhcpLease> leases;  // asked for, given up or given

    bool from_server() const { return kind >= Kind::leases; }
};

}  // namespace sluice
