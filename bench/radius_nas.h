// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "control/radius/packet.h"
#include "policy/socket_address.h"

namespace sluice::bench {

// A NAS, or a proxy before many of them: sends accounting requests about sessions from several
// ports, since an identifier has eight bits, and what is not answered again after two seconds.
class RadiusNas {
 public:
    struct Result {
        double seconds = 0;
        uint64_t sent = 0;
        uint64_t answered = 0;
        uint64_t repeated = 0;
        uint64_t given_up = 0;         // after three tries
        double slowest_answer_ms = 0;  // of those that were sent once
    };

    // window: requests under way at most, for each port 256. Throws std::runtime_error.
    RadiusNas(const SocketAddress& server, std::string secret, unsigned ports, unsigned window,
              std::string tier);
    ~RadiusNas();
    RadiusNas(const RadiusNas&) = delete;
    RadiusNas& operator=(const RadiusNas&) = delete;

    // One request of that Acct-Status-Type for each of the sessions from the first on.
    Result tell(uint32_t status_type, uint32_t first, uint32_t count);

 private:
    struct Asked {
        std::vector<uint8_t> packet;  // empty: the identifier is free
        uint64_t first_sent_ns = 0;
        uint64_t sent_ns = 0;
        unsigned tries = 0;
    };
    struct Port {
        int socket = -1;
        std::array<Asked, 256> asked;
        uint8_t next = 0;
        unsigned under_way = 0;
    };

    bool ask(Port& port, uint32_t status_type, uint32_t session);
    unsigned take_answers(Port& port, Result& result);
    void repeat(Port& port, Result& result);
    std::vector<uint8_t> request(uint8_t identifier, uint32_t status_type, uint32_t session) const;

    const std::string secret_;
    const std::string tier_;
    const unsigned window_;
    std::vector<Port> ports_;
};

}  // namespace sluice::bench
