// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <unordered_map>
#include <vector>

#include "control/radius/authenticators.h"
#include "policy/socket_address.h"

namespace sluice {

// The answers of the last seconds, for requests that come again: from the same source, with the
// same identifier and authenticator (RFC 5080, section 2.2.2). One thread.
class DuplicateCache {
 public:
    static constexpr uint64_t kLifetimeNs = 30'000'000'000;
    static constexpr size_t kMost = 1u << 17;

    DuplicateCache() { answers_.reserve(kMost); }  // growing would keep requests waiting

    // Null if it is none. Until the next remember().
    const std::vector<uint8_t>* find(const SocketAddress& source, const RadiusPacket& request,
                                     uint64_t now_ns) const;
    void remember(const SocketAddress& source, const RadiusPacket& request,
                  std::vector<uint8_t> answer, uint64_t now_ns);
    size_t size() const { return answers_.size(); }

 private:
    struct Key {
        SocketAddress source;
        uint8_t identifier = 0;
        bool operator==(const Key& other) const {
            return source.address == other.source.address && source.port == other.source.port &&
                   identifier == other.identifier;
        }
    };
    struct KeyHash {
        size_t operator()(const Key& key) const;
    };
    struct Answer {
        RadiusDigest authenticator;
        std::vector<uint8_t> answer;
        uint64_t at_ns;
    };
    struct Remembered {
        Key key;
        uint64_t at_ns;
    };

    void forget_old(uint64_t now_ns);

    std::unordered_map<Key, Answer, KeyHash> answers_;
    std::deque<Remembered> order_;  // also of those that another request has taken the place of
};

}  // namespace sluice
