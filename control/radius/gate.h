// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "control/radius/outcome.h"
#include "control/radius/settings.h"

namespace sluice {

// Who may pass: requests of known clients, rightly signed.
class RadiusGate {
 public:
    explicit RadiusGate(std::vector<RadiusClient> clients);

    struct Admitted {
        std::optional<RadiusPacket> request;               // of the datagram
        const RadiusClient* client = nullptr;              // of the gate
        RadiusOutcome why_not = RadiusOutcome::malformed;  // if there is no request
    };
    Admitted admit(Octets datagram, const IpAddress& source) const;

 private:
    const RadiusClient* find(const IpAddress& source) const;

    std::vector<RadiusClient> clients_;  // longest prefix first
};

}  // namespace sluice
