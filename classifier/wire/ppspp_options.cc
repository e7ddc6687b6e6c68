// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/ppspp_options.h"

#include <array>

namespace sluice {
namespace {

// Table 2.
enum Code : uint8_t {
    kVersion,
    kMinimumVersion,
    kSwarmId,
    kIntegrityMethod,
    kHashFunction,
    kSignatureAlgorithm,
    kChunkAddressing,
    kLiveDiscardWindow,
    kSupportedMessages,
    kChunkSize,
    kEnd = 255,
};

constexpr uint8_t kOnlyVersion = 1;

// Table 4.
enum IntegrityMethod : uint8_t { kNone, kMerkleTree, kSignAll, kUnifiedMerkleTree };
// Table 5.
constexpr std::array<uint8_t, 5> kHashBytes{20, 28, 32, 48, 64};
// Table 6: 32-bit bins, 64-bit byte ranges, 32-bit chunk ranges, 64-bit bins, 64-bit chunk ranges.
constexpr std::array<uint8_t, 5> kSpecificationBytes{4, 16, 8, 8, 16};
constexpr bool is_range(uint8_t addressing) {
    return addressing != 0 && addressing != 3;
}
// The mandatory algorithms of 7.7, by their DNSSEC numbers.
enum SignatureAlgorithm : uint8_t { kRsaSha1 = 5, kRsaSha256 = 8, kEcdsaP256 = 13, kEcdsaP384 };

constexpr uint16_t kLongestSwarmId = 1'100;  // an RSA key of 8,192 bits
constexpr uint8_t kLongestBitmap = 32;       // 256 message types

struct List {
    std::array<bool, kChunkSize + 1> present{};
    Bytes swarm_id;
    uint8_t integrity = kMerkleTree;
    uint8_t hash_function = 0;
    uint8_t algorithm = 0;
    uint8_t addressing = 2;
    uint32_t chunk_bytes = 0;

    bool live() const { return integrity == kSignAll || integrity == kUnifiedMerkleTree; }
    bool hashed() const { return integrity == kMerkleTree || integrity == kUnifiedMerkleTree; }
};

bool read_option(Reader& in, uint8_t code, List& list) {
    switch (code) {
        case kVersion:
        case kMinimumVersion:
            return in.u8() == kOnlyVersion;
        case kSwarmId: {
            const uint16_t length = in.be16();
            list.swarm_id = in.take(length);
            return length > 0 && length <= kLongestSwarmId;
        }
        case kIntegrityMethod:
            list.integrity = in.u8();
            return list.integrity <= kUnifiedMerkleTree;
        case kHashFunction:
            list.hash_function = in.u8();
            return list.hash_function < kHashBytes.size();
        case kSignatureAlgorithm:
            list.algorithm = in.u8();
            return list.algorithm != 0;
        case kChunkAddressing:
            list.addressing = in.u8();
            return list.addressing < kSpecificationBytes.size();
        case kLiveDiscardWindow: {  // as wide as a bin, or as one end of a range
            const uint8_t specification = kSpecificationBytes[list.addressing];
            in.skip(is_range(list.addressing) ? specification / 2u : specification);
            return true;  // that the addressing came before it follows from the order
        }
        case kSupportedMessages: {  // cut after its last byte that is not 0
            const Bytes bitmap = in.take(in.u8());
            return !bitmap.empty() && bitmap.size() <= kLongestBitmap && bitmap.back() != 0;
        }
        case kChunkSize:
            list.chunk_bytes = in.be32();
            return list.chunk_bytes != 0;
        default:
            return false;
    }
}

// 8.9: an RSA signature is as long as the modulus, which follows the algorithm's number, the
// exponent's length and the exponent in the swarm id (RFC 3110). 0 if it cannot be told.
uint16_t signature_bytes(const List& list) {
    switch (list.algorithm) {
        case kEcdsaP256:
            return 64;
        case kEcdsaP384:
            return 96;
        case kRsaSha1:
        case kRsaSha256: {
            Reader key{list.swarm_id};
            key.skip(1);
            const uint8_t short_length = key.u8();
            key.skip(short_length != 0 ? short_length : key.be16());
            return key.ok() ? static_cast<uint16_t>(key.remaining()) : uint16_t{0};
        }
        default:
            return 0;
    }
}

// The options that the integrity method asks for, and those that are asked for always.
bool complete(const List& list, PpsppRole role) {
    const auto& present = list.present;
    const bool opening = role == PpsppRole::opening;
    if (!present[kVersion] || (opening && !(present[kMinimumVersion] && present[kSwarmId])))
        return false;
    if (!present[kIntegrityMethod] || !present[kChunkAddressing] || !present[kChunkSize])
        return false;
    if (list.integrity == kMerkleTree && !present[kHashFunction])
        return false;
    if (list.live() && !(present[kSignatureAlgorithm] && present[kLiveDiscardWindow]))
        return false;
    // The swarm id of static content is its root hash (section 5.1).
    return list.integrity != kMerkleTree || !present[kSwarmId] ||
           list.swarm_id.size() == kHashBytes[list.hash_function];
}

}  // namespace

std::optional<PpsppOptions> read_ppspp_options(Reader& in, PpsppRole role) {
    List list;
    int last = -1;
    for (;;) {
        const uint8_t code = in.u8();
        if (!in.ok())
            return std::nullopt;
        if (code == kEnd)
            break;
        if (code <= last || !read_option(in, code, list))
            return std::nullopt;
        list.present[code] = true;
        last = code;
    }
    if (role == PpsppRole::closing)  // 8.4: an empty list, or the version alone
        return last <= kVersion ? std::optional(PpsppOptions{}) : std::nullopt;
    if (!complete(list, role))
        return std::nullopt;

    PpsppOptions options;
    options.chunk_specification_bytes = kSpecificationBytes[list.addressing];
    options.ranges = is_range(list.addressing);
    options.hash_bytes = list.hashed() ? kHashBytes[list.hash_function] : uint8_t{0};
    options.signature_bytes = list.live() ? signature_bytes(list) : uint16_t{0};
    options.chunk_bytes = list.chunk_bytes;
    return options;
}

}  // namespace sluice
