// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "control/config/config_file.h"

namespace sluice {
namespace {

constexpr uint8_t kEf = 46;
constexpr uint8_t kCs1 = 8;
constexpr uint8_t kCs6 = 48;
constexpr uint8_t kCs7 = 56;
constexpr uint8_t kLe = 1;

ParsedConfigFile parse(const std::string& access, const std::string& core) {
    return parse_config_file(
        "links:\n"
        "  - name: pop1\n"
        "    pairs:\n"
        "      - access: { interface: a" +
            access +
            " }\n"
            "        core: { interface: b" +
            core + " }\n",
        "box.yaml");
}

PairConfiguration pair(const std::string& trust) {
    const auto parsed = parse(", trust: " + trust, ", trust: " + trust);
    EXPECT_TRUE(parsed.config) << parsed.complaints.front().to_string();
    return parsed.config ? parsed.config->dataplane.links.at(0).pairs.at(0) : PairConfiguration{};
}

std::string complaints(const std::string& trust) {
    std::string text;
    for (const Complaint& complaint : parse(", trust: " + trust, "").complaints)
        text += complaint.to_string() + "\n";
    return text;
}

TEST(ConfigTrust, WithoutItDscpsStayAsTheyCome) {
    const auto parsed = parse("", "");
    ASSERT_TRUE(parsed.config);
    EXPECT_FALSE(parsed.config->dataplane.links.at(0).pairs.at(0).access.trust);
}

TEST(ConfigTrust, ToBelieveKeepsAllButASubscribersNetworkControl) {
    const PairConfiguration made = pair("believe");
    for (uint8_t dscp = 0; dscp < TrustMap::kCodepoints; ++dscp) {
        const bool network_control = dscp == kCs6 || dscp == kCs7;
        EXPECT_EQ(made.access.trust->leaves_as(dscp), network_control ? 0 : dscp);
        EXPECT_EQ(made.core.trust->leaves_as(dscp), dscp);
    }
}

TEST(ConfigTrust, ToBleachMakesAllDefault) {
    const PairConfiguration made = pair("bleach");
    for (uint8_t dscp = 0; dscp < TrustMap::kCodepoints; ++dscp)
        EXPECT_EQ(made.core.trust->leaves_as(dscp), 0);
}

TEST(ConfigTrust, ATranslationIsByNameOrNumberAndSaysWhatBecomesOfTheOthers) {
    const PairConfiguration made = pair("{ cs1: le, 46: 34, cs7: cs7, others: bleach }");
    EXPECT_EQ(made.access.trust->leaves_as(kCs1), kLe);
    EXPECT_EQ(made.access.trust->leaves_as(kEf), 34);
    EXPECT_EQ(made.access.trust->leaves_as(kCs7), kCs7) << "by name, even from a subscriber";
    EXPECT_EQ(made.access.trust->leaves_as(kCs6), 0);
    EXPECT_EQ(made.access.trust->leaves_as(10), 0);
    EXPECT_EQ(pair("{ cs1: le, others: believe }").core.trust->leaves_as(10), 10);
}

TEST(ConfigTrust, MistakesAreTold) {
    EXPECT_EQ(complaints("belive"),
              "box.yaml:4: links[0].pairs[0].access.trust: 'belive' is not believe or bleach; did "
              "you mean 'believe'?\n");
    EXPECT_EQ(complaints("{ cs1: le }"),
              "box.yaml:4: links[0].pairs[0].access.trust: does not say what becomes of the other "
              "DSCPs; add others: believe or others: bleach\n");
    EXPECT_EQ(complaints("{ cs9: le, others: bleach }"),
              "box.yaml:4: links[0].pairs[0].access.trust.cs9: 'cs9' is no DSCP; write le, cs0 to "
              "cs7, af11 to af43, va, ef or 0 to 63; did you mean 'cs0'?\n");
    EXPECT_EQ(complaints("{ cs1: le, 8: cs0, others: bleach }"),
              "box.yaml:4: links[0].pairs[0].access.trust.8: is the second translation of DSCP "
              "8\n");
}

}  // namespace
}  // namespace sluice
