// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstring>
#include <vector>

#include "classifier/classifier.h"
#include "classifier/signatures.h"

namespace sluice {
TEST(Classifier, RecognisesAPlainHandshake) {
    Classifier classifier{Signatures::built_in(), {}};
    std::vector<uint8_t> hs(68);
    memcpy(hs.data(),
           "\x13"
           "BitTorrent protocol",
           20);
    FlowInspection flow;
    EXPECT_TRUE(classifier.observe(flow, {.payload = hs, .wire_bytes = 68, .sequence = 5}));
    EXPECT_EQ(name(flow.verdict.label), "bittorrent.peer");
    EXPECT_EQ(classifier.walkers_in_use(), 1u);
    classifier.forget(flow);
    EXPECT_EQ(classifier.walkers_in_use(), 0u);
}
}  // namespace sluice
