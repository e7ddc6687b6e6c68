// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/hash_list.h"

#include <gtest/gtest.h>

#include "policy/hash.h"
#include "tests/unit/oracle/tracker/swarm_samples.h"

namespace sluice {
namespace {

using Meaning = HashList::Meaning;

TEST(HashList, ServesAllOrThoseAllowedOrAllButThoseDenied) {
    const std::vector<InfoHash> listed{hash_number(2), hash_number(1), hash_number(2)};
    EXPECT_TRUE(HashList().serves(hash_number(1)));
    const HashList allow(Meaning::allow, listed);
    EXPECT_TRUE(allow.serves(hash_number(1)));
    EXPECT_FALSE(allow.serves(hash_number(3)));
    EXPECT_EQ(allow.size(), 2u);
    const HashList deny(Meaning::deny, listed);
    EXPECT_FALSE(deny.serves(hash_number(1)));
    EXPECT_TRUE(deny.serves(hash_number(3)));
    EXPECT_FALSE(HashList(Meaning::allow, {}).serves(hash_number(1))) << "an empty list is one";
}

TEST(HashList, FindsEachOfManyAndNoOther) {
    for (const uint32_t count : {1u, 2u, 3u, 255u, 256u, 5'000u}) {
        std::vector<InfoHash> listed;
        for (uint32_t i = 0; i < 2 * count; ++i) {
            InfoHash hash = hash_number(i);
            for (size_t byte = 0; byte < 4; ++byte)
                hash.bytes[byte] = static_cast<uint8_t>(mix(i) >> 8 * byte);
            listed.push_back(hash);
        }
        const HashList half(Meaning::allow, {listed.begin(), listed.begin() + count});
        for (uint32_t i = 0; i < 2 * count; ++i)
            EXPECT_EQ(half.serves(listed[i]), i < count) << i << " of " << count;
        InfoHash last;
        last.bytes.fill(0xff);
        EXPECT_FALSE(half.serves(last));
        EXPECT_TRUE(HashList(Meaning::allow, {last}).serves(last));
    }
}

TEST(ParseHashes, ReadsOneALineAndSkipsCommentsAndBlanks) {
    const auto parsed = parse_hashes(
        "# ours\n\n0000000000000000000000000000000001000000\n"
        "  0000000000000000000000000000000002000000\t# the second\r\n"
        "ABCDEF0000000000000000000000000000abcdef",
        "hashes");
    EXPECT_TRUE(parsed.complaints.empty());
    ASSERT_EQ(parsed.hashes.size(), 3u);
    EXPECT_EQ(parsed.hashes[0], hash_number(1));
    EXPECT_EQ(parsed.hashes[1], hash_number(2));
    EXPECT_EQ(parsed.hashes[2].bytes[0], 0xab);
    EXPECT_TRUE(parse_hashes("", "hashes").hashes.empty());
}

TEST(ParseHashes, ComplainsByLineWithoutRepeatingIt) {
    const std::string almost = "000000000000000000000000000000000100000";  // 39
    const auto parsed = parse_hashes("\n" + almost + "\n" + almost + "g\n" + almost + "00", "list");
    ASSERT_EQ(parsed.complaints.size(), 3u);
    EXPECT_EQ(parsed.complaints[0].to_string(),
              "list:2: is no info-hash; write 40 hexadecimal digits");
    EXPECT_EQ(parsed.complaints[2].line, 4);
    std::string many;
    for (int i = 0; i < 1'000; ++i)
        many += "x\n";
    EXPECT_EQ(parse_hashes(many, "list").complaints.size(), 100u);
}

}  // namespace
}  // namespace sluice
