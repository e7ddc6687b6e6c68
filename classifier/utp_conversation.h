// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "classifier/attributes.h"
#include "classifier/wire/utp.h"

namespace sluice {

// Whether datagrams that could be uTP (BEP 29) are a conversation. One header alone is worth
// nothing: DNS, Teredo, games and access-point control have the same first bytes. So both ends must
// be heard, with connection ids that are a pair and acknowledgements of what the other end sent.
class UtpConversation {
 public:
    // True once the two directions agree.
    bool observe(const UtpHeader& header, Direction direction);

 private:
    static constexpr size_t kRemembered = 12;  // as many as the packet budget lets one see

    struct End {
        std::array<uint16_t, kRemembered> sequences{};  // the last ones sent, a ring
        uint32_t timestamp_us = 0;
        uint16_t connection_id = 0;  // of other types than SYN
        uint16_t syn_id = 0;
        uint8_t sent = 0;  // sequences in the ring, at most kRemembered
        uint8_t write = 0;
        bool syn = false;
        bool other = false;   // a packet of another type than SYN was seen
        bool agrees = false;  // it acknowledged the other end
    };

    static bool pair(const End& sender, const End& receiver, const UtpHeader& header);
    static bool acknowledges(const End& receiver, const UtpHeader& header);

    std::array<End, kDirectionCount> ends_;
};

}  // namespace sluice
