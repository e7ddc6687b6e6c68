// SPDX-License-Identifier: Apache-2.0
#include "classifier/signatures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "classifier/candidate_scanner.h"
#include "tests/unit/classifier/hex.h"

namespace sluice {
namespace {

Signature tcp_signature(const std::string& name, const std::string& pattern) {
    return {name, Transport::tcp, Verifier::http, pattern};
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
    EXPECT_NO_THROW(CandidateScanner{signatures});
}

TEST(Signatures, KeepsPatternsWithoutAnAnchorApart) {
    const auto signatures =
        Signatures::compile({tcp_signature("a", "^abc"), tcp_signature("b", "abc")});
    EXPECT_EQ(signatures->tcp().verifiers.size(), 1u);
    EXPECT_EQ(signatures->within().verifiers.size(), 1u);
}

TEST(CandidateScanner, FindsPatternsAtTheStartOnly) {
    CandidateScanner scanner{Signatures::compile(
        {tcp_signature("whole", "^ab[cd]"), tcp_signature("long", "^abc.*0123456789abcdef")})};
    const SignatureSet& set = scanner.signatures().tcp();
    EXPECT_EQ(scanner.candidates(set, text_bytes("ab")).hits, 0u);
    EXPECT_EQ(scanner.candidates(set, text_bytes("abc")).hits, 1u);
    EXPECT_EQ(scanner.candidates(set, text_bytes("xabd")).hits, 0u);
    EXPECT_EQ(scanner.candidates(set, text_bytes("abd0123456789abcdef")).hits, 1u);
    EXPECT_EQ(scanner.candidates(set, text_bytes("abc...0123456789abcdef")).hits, 3u);
}

TEST(CandidateScanner, SaysWhatMayYetMatch) {
    CandidateScanner scanner{
        Signatures::compile({tcp_signature("whole", "^ab"), tcp_signature("long", "^abcdefg")})};
    const SignatureSet& set = scanner.signatures().tcp();
    EXPECT_EQ(scanner.candidates(set, text_bytes("a")).pending, 3u);
    EXPECT_EQ(scanner.candidates(set, text_bytes("ab")).pending, 2u);
    EXPECT_EQ(scanner.candidates(set, text_bytes("abx")).pending, 0u);
    EXPECT_EQ(scanner.candidates(set, text_bytes("abcdefg")).pending, 0u);
}

TEST(CandidateScanner, FindsAPatternWithoutAnAnchorAnywhere) {
    CandidateScanner scanner{Signatures::compile({tcp_signature("a", "abcd")})};
    EXPECT_FALSE(scanner.find_within(text_bytes("abc")));
    const auto place = scanner.find_within(text_bytes("xyabcdabcd"));
    ASSERT_TRUE(place);
    EXPECT_EQ(place->end, 6u);
    EXPECT_FALSE(CandidateScanner{Signatures::compile({tcp_signature("a", "^abcd")})}.find_within(
        text_bytes("abcd")));
}

}  // namespace
}  // namespace sluice
