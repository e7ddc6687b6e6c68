// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "classifier/wire/bencode_cursor.h"
#include "classifier/wire/krpc.h"

namespace sluice {

// The message is read once, in the order in which it lies there: what of it belongs together is
// known only at its end, for a (arguments) comes before q (the method) and r (results) before y.
struct KrpcParts {
    enum Field : uint32_t {
        kId = 1 << 0,
        kTarget = 1 << 1,
        kInfoHash = 1 << 2,
        kPort = 1 << 3,
        kToken = 1 << 4,
        kStored = 1 << 5,  // v
        kPublicKey = 1 << 6,
        kSequence = 1 << 7,
        kSignature = 1 << 8,
        kNodes = 1 << 9,
        kPeers = 1 << 10,
        kBloom = 1 << 11,
        kSamples = 1 << 12,
    };

    KrpcMessage message;
    std::string_view kind;       // y
    std::string_view method;     // q
    uint32_t arguments = 0;      // the fields of a
    uint32_t results = 0;        // the fields of r
    bool any_arguments = false;  // whether there is a, r, e
    bool any_results = false;
    bool any_error = false;
};

// The value of one key of a query's arguments, or of a reply's results, noted in parts: false if it
// is not as its BEP says. Of keys that no BEP names any value will do.
bool take_krpc_argument(BencodeCursor& in, std::string_view key, KrpcParts& parts);
bool take_krpc_result(BencodeCursor& in, std::string_view key, KrpcParts& parts);

// Integers that are 0 or 1 in practice.
bool take_krpc_flag(BencodeCursor& in, bool& flag);

}  // namespace sluice
