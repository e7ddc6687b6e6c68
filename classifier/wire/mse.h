// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "classifier/bytes.h"

namespace sluice {

// Message Stream Encryption, as clients speak it. A sends its public key and a pad, B the same; A
// sends two hashes and an encrypted header with the beginning of its stream, B an encrypted header
// and its stream. Each waits for the other, so that these are four flights. Nobody between them can
// verify a byte: lengths, turns and uniform bytes are all there is.
inline constexpr size_t kMseKeyBytes = 96;  // Diffie-Hellman, 768 bits
inline constexpr size_t kMseLongestPad = 512;
// HASH('req1', S), HASH('req2', SKEY) xor HASH('req3', S); VC, crypto_provide, len(PadC), len(IA).
inline constexpr size_t kMseHeaderBytes = 20 + 20 + 8 + 4 + 2 + 2;
// VC, crypto_select, len(PadD).
inline constexpr size_t kMseAnswerBytes = 8 + 4 + 2;

// Whether bytes are distributed as ciphertext is: half the bits set, half the bytes above 127, few
// zeros and few pairs. One in about 10,000 ciphertexts fails; text, numbers and structures do.
class UniformityTest {
 public:
    // Of what comes later than that many bytes, nothing is looked at.
    static constexpr size_t kSample = 256;

    void add(Bytes bytes);
    size_t sampled() const { return sampled_; }
    // Too few bytes say nothing: fewer than 64 pass only if they are not clearly something else.
    bool passes() const;

 private:
    uint16_t sampled_ = 0;
    uint16_t ones_ = 0;  // bits
    uint16_t high_ = 0;  // bytes above 127
    uint8_t zeros_ = 0;  // bytes
    uint8_t pairs_ = 0;  // neighbours that are equal
};

}  // namespace sluice
