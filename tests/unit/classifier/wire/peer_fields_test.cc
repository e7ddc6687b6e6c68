// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/peer_fields.h"

#include <gtest/gtest.h>

#include "tests/unit/classifier/hex.h"

namespace sluice {
namespace {

// A whole message, length prefix included.
FieldEvidence judge(const std::vector<uint8_t>& message) {
    Reader in{message};
    const uint32_t length = in.be32();
    const auto header = parse_message_header(length, in.u8());
    EXPECT_TRUE(header);
    return judge_fields(*header, in.rest());
}

constexpr auto kImpossible = FieldEvidence::impossible;
constexpr auto kFree = FieldEvidence::free;
constexpr auto kPlausible = FieldEvidence::plausible;
constexpr auto kTelling = FieldEvidence::telling;

TEST(JudgeFields, KnowsTheRequestsThatPeersSend) {
    EXPECT_EQ(judge(hex("0000000d 06 00000017 00004000 00004000")), kTelling);
    EXPECT_EQ(judge(hex("0000000d 08 00000017 00008000 00008000")), kTelling);
    EXPECT_EQ(judge(hex("0000000d 10 00000017 00000000 00000123")), kPlausible) << "a last block";
    EXPECT_EQ(judge(hex("0000000d 06 01000000 00004000 00004000")), kFree) << "too many pieces";
    EXPECT_EQ(judge(hex("0000000d 06 00000017 10000000 00004000")), kFree) << "a piece too long";
    EXPECT_EQ(judge(hex("0000000d 06 00000017 00000001 00004000")), kFree) << "an odd offset";
    EXPECT_EQ(judge(hex("0000000d 06 00000017 00004000 00000000")), kImpossible) << "nothing";
    EXPECT_EQ(judge(hex("0000000d 06 00000017 00004000 00020001")), kImpossible) << "too much";
}

TEST(JudgeFields, KnowsTheBlocksThatPeersSend) {
    EXPECT_EQ(judge(hex("00004009 07 00000017 00004000 aaaa")), kTelling);
    EXPECT_EQ(judge(hex("00000123 07 00000017 00004000")), kPlausible);
    EXPECT_EQ(judge(hex("00004009 07 17000000 00004000")), kFree);
    EXPECT_EQ(judge(hex("00004009 07 00000017 00004100")), kFree);
}

TEST(JudgeFields, SaysNothingOfFieldsThatAreOutOfSight) {
    for (const char* text :
         {"0000000d 06 00000017 00004000 00004000", "00004009 07 00000017 00004000",
          "00000005 04 00000017", "00000003 09 1ae1", "00000004 14 00 6465"}) {
        const auto whole = hex(text);
        for (size_t n = kMessageHeaderBytes; n < whole.size(); ++n)
            EXPECT_EQ(judge({whole.begin(), whole.begin() + static_cast<ptrdiff_t>(n)}), kFree)
                << text << " cut at " << n;
        EXPECT_GE(judge(whole), kPlausible) << text;
    }
}

TEST(JudgeFields, ChecksIndexAndPort) {
    for (const char* id : {"04", "0d", "11"}) {
        EXPECT_EQ(judge(hex("00000005" + std::string(id) + "00ffffff")), kPlausible);
        EXPECT_EQ(judge(hex("00000005" + std::string(id) + "01000000")), kFree);
    }
    EXPECT_EQ(judge(hex("00000003 09 1ae1")), kPlausible);
    EXPECT_EQ(judge(hex("00000003 09 0000")), kFree);
}

TEST(JudgeFields, WantsADictionaryInAnExtensionHandshake) {
    EXPECT_EQ(judge(hex("00000004 14 00 6465")), kPlausible);
    EXPECT_EQ(judge(hex("00000004 14 00 6c65")), kImpossible);
    EXPECT_EQ(judge(hex("00000004 14 03 6465")), kPlausible);
    EXPECT_EQ(judge(hex("00000005 14 03 646565")), kFree) << "a byte behind it";
    EXPECT_EQ(judge(hex("00000003 14 03 01")), kFree);
}

std::vector<uint8_t> hash_message(const char* header, const char* fields, size_t hashes) {
    return hex(header) + std::vector<uint8_t>(32, 0x5a) + hex(fields) +
           std::vector<uint8_t>(hashes * 32, 0xa5);
}

TEST(JudgeFields, ChecksTheLayersOfHashes) {
    const char* const request = "00000031 15";
    EXPECT_EQ(judge(hash_message(request, "00000004 00000400 00000200 00000009", 0)), kPlausible);
    EXPECT_EQ(judge(hash_message(request, "00000004 00000401 00000200 00000009", 0)), kFree);
    EXPECT_EQ(judge(hash_message(request, "00000040 00000400 00000200 00000009", 0)), kFree);
    EXPECT_EQ(judge(hash_message(request, "00000004 00000400 00000000 00000009", 0)), kImpossible);
    EXPECT_EQ(judge(hash_message(request, "00000004 00000400 ffffffff 00000009", 0)), kFree);
    // Two hashes and three uncles: 49 + 5 * 32.
    EXPECT_EQ(judge(hash_message("000000d1 16", "00000000 00000002 00000002 00000003", 5)),
              kPlausible);
    EXPECT_EQ(judge(hash_message("000000d1 16", "00000000 00000002 00000002 00000002", 5)),
              kImpossible);
    EXPECT_EQ(judge(hash_message("000000d1 16", "00000000 00000008 00000008 00000002", 5)),
              kImpossible);
}

}  // namespace
}  // namespace sluice
