// SPDX-License-Identifier: Apache-2.0
#include "classifier/signatures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "classifier/candidate_scanner.h"
#include "tests/unit/classifier/hex.h"

namespace sluice {
namespace {

Signature tcp_signature(const std::string& name, const std::string& pattern) {
    return {name, Transport::tcp, Verifier::http_tracker, pattern};
}

TEST(Signatures, NamesThePatternThatDoesNotCompile) {
    try {
        Signatures::compile({tcp_signature("good", "^a"), tcp_signature("bad", "^a(b")});
        FAIL() << "compiled";
    } catch (const std::runtime_error& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("signature bad:"));
    }
}

TEST(Signatures, ReachesAsFarAsTheLongestPattern) {
    EXPECT_EQ(Signatures::compile({tcp_signature("a", "^abc"), tcp_signature("b", "^abcde")})
                  ->tcp()
                  .reach,
              5u);
    EXPECT_EQ(Signatures::compile({tcp_signature("a", "^ab.*c")})->tcp().reach, SIZE_MAX);
}

TEST(Signatures, MayBeOfOneTransportOnly) {
    const auto signatures = Signatures::compile({tcp_signature("a", "^abc")});
    EXPECT_EQ(signatures->udp().database, nullptr);
    EXPECT_EQ(signatures->udp().filter.possible(hex("00")), 0u);
    EXPECT_NO_THROW((CandidateScanner{signatures, 2}));
}

TEST(CandidateScanner, FindsAPatternAcrossTheParts) {
    CandidateScanner scanner{Signatures::compile({tcp_signature("a", "^abcd")}), 2};
    scanner.reset_stream(1);
    EXPECT_EQ(scanner.scan_stream(1, text_bytes("ab")), 0u);
    scanner.reset_stream(2);
    EXPECT_EQ(scanner.scan_stream(2, text_bytes("xb")), 0u);
    EXPECT_EQ(scanner.scan_stream(1, text_bytes("cd")), 1u);
    EXPECT_EQ(scanner.scan_stream(2, text_bytes("cd")), 0u);
}

TEST(CandidateScanner, GoesOnFromTheProbe) {
    CandidateScanner scanner{Signatures::compile({tcp_signature("a", "^abcd")}), 1};
    scanner.reset_stream(CandidateScanner::kProbe);
    scanner.scan_stream(CandidateScanner::kProbe, text_bytes("abc"));
    scanner.continue_from_probe(1);
    EXPECT_EQ(scanner.scan_stream(1, text_bytes("d")), 1u);
}

}  // namespace
}  // namespace sluice
