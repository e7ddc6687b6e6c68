// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "control/radius/port_range.h"
#include "control/radius/settings.h"
#include "control/subscribers/session.h"

namespace sluice {

// RFC 2866, section 5.1.
enum class AcctStatusType : uint32_t {
    start = 1,
    stop = 2,
    interim_update = 3,
    accounting_on = 7,
    accounting_off = 8,
};

// The NAS that a request names: its identifier, else its address, else none.
struct NasName {
    std::string name;     // empty: not named
    std::string address;  // too, if it has told both

    static std::optional<NasName> read(const RadiusPacket& packet);  // nothing: malformed
};

// What an Accounting-Request tells of a session.
struct AccountingRequest {
    uint32_t status_type = 0;  // an AcctStatusType, or what nobody here acts upon
    NasName nas;
    std::string session_id;
    std::optional<std::string> subscriber_id;  // if it is told and can be one
    std::optional<std::string> tier;
    std::optional<std::string> site;
    std::vector<SubscriberAddress> addresses;  // those that are not shared
    bool tells_addresses = false;
    std::vector<PortRangeChange> port_ranges;  // each with its address
    bool takes_all_ports = false;              // a deallocation without address and range
    std::optional<int64_t> event_timestamp_s;  // Unix time, by the NAS's clock
    uint32_t delay_s = 0;
    uint32_t unusable = 0;  // addresses and ranges of ports that cannot be so

    bool is(AcctStatusType type) const { return status_type == static_cast<uint32_t>(type); }
    // When it happened, as far as the NAS has told.
    int64_t told_at_s(int64_t now_s) const {
        return event_timestamp_s ? *event_timestamp_s : now_s - delay_s;
    }
};

// Nothing: to be discarded silently, since an attribute has a length that it cannot have
// (RFC 2866, section 5) or what must be there is missing.
std::optional<AccountingRequest> read_accounting_request(const RadiusPacket& packet,
                                                         const RadiusSettings& settings);

// In Framed-IPv6-Prefix and Delegated-IPv6-Prefix (RFC 3162, section 2.3; RFC 4818, section 3).
// Nothing: malformed. What a subscriber cannot have, a /0 say, is up to is_subscribers().
std::optional<Prefix> read_ipv6_prefix(Octets value);
bool is_subscribers(const Prefix& prefix);

std::string session_key(const std::string& nas, const std::string& session_id);

// The session after what was told of it. before: null if there was none.
Session session_after(const AccountingRequest& request, const Session* before,
                      const std::string& nas);

}  // namespace sluice
