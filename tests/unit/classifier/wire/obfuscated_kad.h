// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <nettle/arcfour.h>
#include <nettle/md5.h>

#include "classifier/wire/kad_nodes.h"
#include "tests/unit/classifier/hex.h"

namespace sluice {

// A message as eMule sends it to a node whose id it knows.
inline std::vector<uint8_t> obfuscated_kad(const KadId& receiver, Bytes message,
                                           size_t padding = 0) {
    const auto clear = hex("c4 5a17");
    md5_ctx md5;
    md5_init(&md5);
    md5_update(&md5, receiver.size(), receiver.data());
    md5_update(&md5, 2, clear.data() + 1);
    uint8_t key[MD5_DIGEST_SIZE];
    md5_digest(&md5, sizeof key, key);
    arcfour_ctx cipher;
    arcfour_set_key(&cipher, sizeof key, key);

    auto sealed = hex("c12e5f39") + std::vector<uint8_t>{static_cast<uint8_t>(padding)} +
                  std::vector<uint8_t>(padding, 0x5a) + hex("11223344 55667788") + message;
    arcfour_crypt(&cipher, sealed.size(), sealed.data(), sealed.data());
    return clear + sealed;
}

}  // namespace sluice
