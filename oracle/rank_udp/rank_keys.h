// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <nettle/hmac.h>

#include "classifier/bytes.h"
#include "oracle/rank_udp/rank_reply.h"

namespace sluice {

// A secret of 16 to 64 bytes, in hexadecimal digits on one line; nothing if it is none.
std::optional<std::vector<uint8_t>> parse_rank_key(std::string_view text);

// The keys that clients have been provisioned with, by their ids. Replies are authenticated by
// HMAC-SHA-256 (RFC 2104), cut to 16 bytes. Immutable once it is used; any thread.
class RankKeys {
 public:
    // id: not 0. secret: parse_rank_key()'s. False if that id has one already.
    bool add(uint32_t id, Bytes secret);

    bool knows(uint32_t id) const { return prepared_.contains(id); }
    // Of the reply and the request behind it: a reply says itself where it ends, so that no two
    // pairs are authenticated alike. id: a known one.
    void authenticate(uint32_t id, Bytes reply, Bytes request,
                      std::span<uint8_t, kRankMacBytes> mac) const;

 private:
    std::map<uint32_t, hmac_sha256_ctx> prepared_;  // with the secret taken in
};

}  // namespace sluice
