// SPDX-License-Identifier: Apache-2.0
#include "policy/policy_links.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/policy/policy_text.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const LinkCapacity kPop1{"pop1", {1'000'000'000, 2'000'000'000}};
const LinkCapacity kPop2{"pop2", {}};

std::vector<std::string> told(const std::string& sites, std::vector<LinkCapacity> links) {
    std::vector<std::string> lines;
    for (const Complaint& complaint :
         check_policy_links(policy_of("sites:\n" + sites), links, "p.yaml"))
        lines.push_back(complaint.to_string());
    return lines;
}

std::string site(const std::string& name, const std::string& rest) {
    return "  " + name + ": { capacity: { up: 1gbps, down: 2gbps }" + rest + " }\n";
}

TEST(SiteLinks, AreTheBoxes) {
    EXPECT_THAT(told(site("olt", ", link: pop1") + site("pon", ", in: olt"), {kPop1}), IsEmpty());
    EXPECT_THAT(told(site("olt", ", link: pop3"), {kPop1, kPop2}),
                ElementsAre("p.yaml: sites.olt.link: there is no link 'pop3'; did you mean "
                            "'pop1'?"));
}

TEST(SiteLinks, AreSaidWhereThereAreSeveral) {
    EXPECT_THAT(told(site("olt", ""), {kPop1}), IsEmpty());
    EXPECT_THAT(told(site("olt", "") + site("pon", ", in: olt"), {kPop1, kPop2}),
                ElementsAre("p.yaml: sites.olt.link: is missing, and there are several; write pop1 "
                            "or pop2"));
}

TEST(SiteLinks, HaveWhatTheyPromise) {
    const std::string two =
        site("a", ", minimum: { up: 600mbps }") + site("b", ", minimum: { up: 600mbps }");
    EXPECT_THAT(told(two, {kPop1}),
                ElementsAre("p.yaml: sites: the minimum rates of the sites on link 'pop1' are "
                            "1.2gbps up together, more than its capacity of 1gbps"));
    EXPECT_THAT(told(two, {kPop2}), IsEmpty()) << "its capacity is not known";
    EXPECT_THAT(told(site("a", ", link: pop1, minimum: { up: 600mbps }") +
                         site("b", ", link: pop2, minimum: { up: 600mbps }"),
                     {kPop1, kPop2}),
                IsEmpty());
}

TEST(SiteLinks, ThatWereRenamedAreToldTwentyTimes) {
    std::string sites;
    for (int i = 0; i < 100; ++i)
        sites += site("s" + std::to_string(i), ", link: old");
    EXPECT_EQ(told(sites, {kPop1}).size(), 20u);
}

TEST(PolicyLinks, OfMatchesAreTheBoxes) {
    const Policy policy = policy_of(
        "never_touch: [{ link: pop1 }, { link: [pop1, pop3] }]\n"
        "rules: [{ name: a, match: { link: pip1 }, action: drop }]");
    const auto lines = [&](std::vector<LinkCapacity> links) {
        std::vector<std::string> told;
        for (const Complaint& complaint : check_policy_links(policy, links, "p.yaml"))
            told.push_back(complaint.to_string());
        return told;
    };
    EXPECT_THAT(lines({kPop1, kPop2}),
                ElementsAre("p.yaml: never_touch[1].link: there is no link 'pop3'; did you mean "
                            "'pop1'?",
                            "p.yaml: rules[0].match.link: there is no link 'pip1'; did you mean "
                            "'pop1'?"));
}

}  // namespace
}  // namespace sluice
