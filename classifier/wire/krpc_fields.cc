// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/krpc_fields.h"

namespace sluice {
namespace {

using Cursor = BencodeCursor;
using Parts = KrpcParts;

constexpr size_t kIdBytes = 20;
constexpr size_t kPeerBytes = 6;
constexpr size_t kPeer6Bytes = 18;
constexpr size_t kNodeBytes = kIdBytes + kPeerBytes;
constexpr size_t kNode6Bytes = kIdBytes + kPeer6Bytes;  // BEP 32
constexpr size_t kBloomBytes = 256;                     // BEP 33
constexpr size_t kPublicKeyBytes = 32;                  // BEP 44
constexpr size_t kSignatureBytes = 64;
constexpr size_t kLongestSalt = 64;
constexpr size_t kLongestStored = 1'000;  // bencoded; longer ones nodes need not take

Bytes bytes_of(std::string_view text) {
    return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

bool take_sized(Cursor& in, size_t size) {
    std::string_view text;
    return in.take_string(text) && text.size() == size;
}

bool take_whole(Cursor& in, size_t unit, std::string_view& text) {
    return in.take_string(text) && text.size() % unit == 0;
}

bool take_stored(Cursor& in) {
    const uint8_t* const first = in.at;
    return in.take_value() && in.at - first <= static_cast<ptrdiff_t>(kLongestStored);
}

// BEP 32: flags as strings, of which others than n4 and n6 may come.
bool take_strings(Cursor& in) {
    std::string_view text;
    if (!in.take('l'))
        return false;
    while (!in.take('e')) {
        if (!in.take_string(text))
            return false;
    }
    return true;
}

// BEP 5, BEP 32: compact peers of both families may be mixed.
bool take_peers(Cursor& in, Bytes& list) {
    const uint8_t* const first = in.at;
    if (!in.take('l'))
        return false;
    while (!in.take('e')) {
        // What nearly all of them are, many at a time.
        if (in.remaining() >= 2 + kPeerBytes && in.at[0] == '6' && in.at[1] == ':') {
            in.at += 2 + kPeerBytes;
            continue;
        }
        std::string_view peer;
        if (!in.take_string(peer) || (peer.size() != kPeerBytes && peer.size() != kPeer6Bytes))
            return false;
    }
    list = {first, in.at};
    return true;
}

}  // namespace

bool take_krpc_flag(Cursor& in, bool& flag) {
    int64_t value = 0;
    if (!in.take_integer(value))
        return false;
    flag = value != 0;
    return true;
}

bool take_krpc_argument(Cursor& in, std::string_view key, Parts& parts) {
    int64_t integer = 0;
    std::string_view text;
    bool flag = false;
    const auto found = [&parts](Parts::Field field, bool fits) {
        parts.arguments |= field;
        return fits;
    };
    if (is_key(key, "id"))
        return found(Parts::kId, take_sized(in, kIdBytes));
    if (is_key(key, "info_hash"))
        return found(Parts::kInfoHash, take_sized(in, kIdBytes));
    if (is_key(key, "target"))
        return found(Parts::kTarget, take_sized(in, kIdBytes));
    if (is_key(key, "want"))
        return take_strings(in);
    if (is_key(key, "port")) {
        const bool fits = in.take_integer(integer) && integer >= 0 && integer <= 65'535;
        parts.message.announced_port = static_cast<uint16_t>(integer);
        return found(Parts::kPort, fits);
    }
    if (is_key(key, "implied_port"))
        return take_krpc_flag(in, parts.message.implied_port);
    if (is_key(key, "token"))
        return found(Parts::kToken, in.take_string(text));
    if (is_key(key, "seed") || is_key(key, "noseed") || is_key(key, "scrape"))  // BEP 33
        return take_krpc_flag(in, flag);
    if (is_key(key, "k"))  // BEP 44 from here on
        return found(Parts::kPublicKey, take_sized(in, kPublicKeyBytes));
    if (is_key(key, "sig"))
        return found(Parts::kSignature, take_sized(in, kSignatureBytes));
    if (is_key(key, "seq"))
        return found(Parts::kSequence, in.take_integer(integer));
    if (is_key(key, "cas"))
        return in.take_integer(integer);
    if (is_key(key, "salt"))
        return in.take_string(text) && text.size() <= kLongestSalt;
    if (is_key(key, "v"))
        return found(Parts::kStored, take_stored(in));
    return in.take_value();
}

bool take_krpc_result(Cursor& in, std::string_view key, Parts& parts) {
    int64_t integer = 0;
    std::string_view text;
    const auto found = [&parts](Parts::Field field, bool fits) {
        parts.results |= field;
        return fits;
    };
    if (is_key(key, "id"))
        return found(Parts::kId, take_sized(in, kIdBytes));
    if (is_key(key, "nodes")) {
        const bool fits = take_whole(in, kNodeBytes, text);
        parts.message.nodes.nodes4 = bytes_of(text);
        return found(Parts::kNodes, fits);
    }
    if (is_key(key, "nodes6")) {
        const bool fits = take_whole(in, kNode6Bytes, text);
        parts.message.nodes.nodes6 = bytes_of(text);
        return found(Parts::kNodes, fits);
    }
    if (is_key(key, "token"))
        return found(Parts::kToken, in.take_string(text));
    if (is_key(key, "values"))
        return found(Parts::kPeers, take_peers(in, parts.message.peers.strings));
    if (is_key(key, "BFpe") || is_key(key, "BFsd"))  // BEP 33
        return found(Parts::kBloom, take_sized(in, kBloomBytes));
    if (is_key(key, "k"))  // BEP 44
        return found(Parts::kPublicKey, take_sized(in, kPublicKeyBytes));
    if (is_key(key, "sig"))
        return found(Parts::kSignature, take_sized(in, kSignatureBytes));
    if (is_key(key, "seq"))
        return found(Parts::kSequence, in.take_integer(integer));
    if (is_key(key, "v"))
        return found(Parts::kStored, take_stored(in));
    if (is_key(key, "samples"))  // BEP 51
        return found(Parts::kSamples, take_whole(in, kIdBytes, text));
    if (is_key(key, "num") || is_key(key, "interval"))
        return in.take_integer(integer);
    return in.take_value();
}

}  // namespace sluice
