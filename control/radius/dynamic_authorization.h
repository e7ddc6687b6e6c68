// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "control/radius/complaint_log.h"
#include "control/radius/duplicates.h"
#include "control/radius/gate.h"
#include "control/radius/radius_sessions.h"
#include "control/radius/seen_requests.h"

namespace sluice {

// RFC 5176, section 3.6.
enum class ErrorCause : uint32_t {
    unsupported_attribute = 401,
    missing_attribute = 402,
    nas_identification_mismatch = 403,
    invalid_request = 404,
    unsupported_service = 405,
    invalid_attribute_value = 407,
    session_context_not_found = 503,
    multiple_session_selection_unsupported = 508,
};

// The dynamic authorisation server (RFC 5176): a CoA-Request gives sessions another tier, a
// Disconnect-Request makes their subscriber a stranger. One thread; the settings and the sessions
// outlive it.
class DynamicAuthorization {
 public:
    DynamicAuthorization(const RadiusSettings& settings, RadiusSessions& sessions,
                         RadiusComplaintLog::Write log);

    // Empty: no answer.
    std::vector<uint8_t> handle(Octets datagram, const SocketAddress& source, RadiusTime now);
    const RadiusCounts& counts() const { return counts_; }
    RadiusCounts& counts() { return counts_; }

 private:
    struct Asked;
    using Keys = std::vector<std::string>;

    bool is_current(const RadiusPacket& request, RadiusTime now);
    std::variant<Asked, ErrorCause> read(const RadiusPacket& request) const;
    std::variant<Keys, ErrorCause> select(const Asked& asked) const;
    // Nothing: done.
    std::optional<ErrorCause> act(const RadiusPacket& request, RadiusTime now);
    std::optional<ErrorCause> change_tier(const Keys& keys, const std::string& tier,
                                          RadiusTime now);

    const RadiusSettings& settings_;
    RadiusSessions& sessions_;
    const RadiusGate gate_;
    DuplicateCache duplicates_;
    SeenRequests seen_;
    RadiusComplaintLog log_;
    RadiusCounts counts_;
};

}  // namespace sluice
