// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "control/radius/complaint_log.h"
#include "control/radius/duplicates.h"
#include "control/radius/gate.h"
#include "control/radius/radius_sessions.h"
#include "control/radius/seen_requests.h"

namespace sluice {

// The accounting server (RFC 2866): datagrams in, answers out, sessions opened and closed. What
// is rightly signed and whole is answered even if it changes nothing, or the NAS would repeat it
// for ever. One thread; the settings and the sessions outlive it.
class RadiusAccounting {
 public:
    RadiusAccounting(const RadiusSettings& settings, RadiusSessions& sessions,
                     RadiusComplaintLog::Write log);

    // Empty: no answer.
    std::vector<uint8_t> handle(Octets datagram, const SocketAddress& source, RadiusTime now);
    const RadiusCounts& counts() const { return counts_; }
    RadiusCounts& counts() { return counts_; }

 private:
    RadiusOutcome take(const AccountingRequest& request, const RadiusPacket& packet,
                       const SocketAddress& source, RadiusTime now);
    RadiusOutcome open(const AccountingRequest& request, const std::string& nas, RadiusTime now);
    RadiusOutcome stop(const AccountingRequest& request, const std::string& nas, RadiusTime now);
    RadiusOutcome restart(const AccountingRequest& request, const RadiusPacket& packet,
                          const std::string& nas, RadiusTime now);
    bool is_overtaken(const AccountingRequest& request, const std::string& nas,
                      const Session* before, RadiusTime now) const;

    const RadiusSettings& settings_;
    RadiusSessions& sessions_;
    const RadiusGate gate_;
    DuplicateCache duplicates_;
    SeenRequests seen_restarts_;
    RadiusComplaintLog log_;
    RadiusCounts counts_;
};

// What of a datagram that is not answered the operator is told.
std::string why_not_answered(RadiusOutcome outcome, const SocketAddress& source);

}  // namespace sluice
