// SPDX-License-Identifier: Apache-2.0
#include "classifier/signature_file.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

std::string error(std::string_view text) {
    const auto read = read_signatures({"a.sig", text});
    const auto* const found = std::get_if<SignatureFileError>(&read);
    return found != nullptr ? found->text() : "none";
}

TEST(ReadSignatures, ReadsALineAndPassesOverComments) {
    const auto read = read_signatures({"a.sig", "# why\n\n  one\ttcp  http  ^GET /a b \n"});
    const auto& signatures = std::get<std::vector<Signature>>(read);
    ASSERT_EQ(signatures.size(), 1u);
    EXPECT_EQ(signatures[0].name, "one");
    EXPECT_EQ(signatures[0].transport, Transport::tcp);
    EXPECT_EQ(signatures[0].verifier, Verifier::http);
    EXPECT_EQ(signatures[0].pattern, "^GET /a b");
}

TEST(ReadSignatures, SaysWhereAndWhatWouldBeRight) {
    EXPECT_EQ(error("\nname tcp"),
              "a.sig:2: expected a name, a transport, a verifier and a pattern");
    EXPECT_EQ(error("Name tcp utp ^a"),
              "a.sig:1: name 'Name': expected lower-case letters, digits and dashes");
    EXPECT_EQ(error("name sctp utp ^a"), "a.sig:1: transport 'sctp': expected tcp or udp");
    EXPECT_EQ(error("name udp gopher ^a"),
              "a.sig:1: verifier 'gopher': expected " + verifier_names());
    EXPECT_EQ(error("name tcp utp ^a"), "a.sig:1: verifier 'utp' does not read tcp");
    EXPECT_EQ(error("name udp utp a"), "a.sig:1: pattern 'a': expected it to begin with ^");
    EXPECT_EQ(error("name udp utp ^a\n#\nname udp utp ^b"),
              "a.sig:3: name 'name' is already taken");
}

TEST(ReadSignatures, AcceptsTheFilesThatAreBuiltIn) {
    ASSERT_FALSE(embedded_signatures().empty());
    for (const SignatureText& source : embedded_signatures())
        EXPECT_TRUE(std::holds_alternative<std::vector<Signature>>(read_signatures(source)))
            << source.file;
}

}  // namespace
}  // namespace sluice
