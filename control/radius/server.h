// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "control/radius/accounting.h"
#include "control/radius/dynamic_authorization.h"
#include "control/radius/udp_listener.h"

namespace sluice {

// The RADIUS side of the box: a thread for each address that it listens on. The sessions outlive
// it.
class RadiusServer {
 public:
    // most_sessions: of all sources; beyond it Starts are not answered. log: one line, by any of
    // the threads. Throws ListenError, and std::runtime_error if a secret cannot be read.
    RadiusServer(RadiusSettings settings, SharedSessionTable& sessions, size_t most_sessions,
                 const RadiusComplaintLog::Write& log);

    const RadiusCounts& accounting() const { return accounting_.counts(); }
    const RadiusCounts& dynamic_authorization() const { return dynamic_authorization_.counts(); }

 private:
    const RadiusSettings settings_;
    RadiusSessions sessions_;
    RadiusAccounting accounting_;
    DynamicAuthorization dynamic_authorization_;
    // Last: their threads use the others.
    std::unique_ptr<UdpListener> accounting_listener_;
    std::unique_ptr<UdpListener> dynamic_authorization_listener_;
};

}  // namespace sluice
