// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/yaml/read_pids.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/oracle/feeds/topology_text.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kRest =
    "  elsewhere: { default: true }\n"
    "costs: { routing: {} }\n";

std::string with_pids(std::string_view pids, std::string_view feeds = kFeedsOfEachFormat) {
    return std::string(kSomeNeighbours) + "pids:\n" + std::string(pids) + std::string(kRest) +
           std::string(feeds);
}

// The one thing that is said of a PID, without its place.
std::string told_of_pid(const std::string& pid, std::string_view feeds = kFeedsOfEachFormat) {
    const auto lines = told_of_topology(with_pids("  x: " + pid + "\n", feeds));
    EXPECT_EQ(lines.size(), 1u);
    for (size_t i = 1; i < lines.size(); ++i)
        ADD_FAILURE() << lines[i];
    return lines.empty() ? "" : lines[0].substr(std::string("t.yaml:4: pids.x").size());
}

TEST(ReadPids, HaveWhatTheOperatorWroteInTheirOrder) {
    const auto pids =
        topology_of(with_pids("  z: { prefixes: [198.18.0.0/17, \"2001:db8::/32\"] }\n"
                              "  y: { origin: [64511, AS64510], as_hops: 1-3 }\n"
                              "  x: { relation: [own, customer], country: [DE, at] }\n"
                              "  w: { region: [DE-HH], as_hops: 2 }\n"))
            .pids;
    ASSERT_EQ(pids.size(), 5u);
    EXPECT_EQ(pids[0].name, "z");
    EXPECT_THAT(pids[0].prefixes,
                ElementsAre(*Prefix::parse("198.18.0.0/17"), *Prefix::parse("2001:db8::/32")));
    EXPECT_FALSE(pids[0].selects());
    EXPECT_THAT(pids[1].origins, ElementsAre(64510, 64511));
    EXPECT_EQ(pids[1].as_hops, (PidDefinition::AsHops{1, 3}));
    EXPECT_THAT(pids[2].relations, ElementsAre(Relation::own, Relation::customer));
    EXPECT_THAT(pids[2].countries,
                ElementsAre(*Place::parse_country("AT"), *Place::parse_country("DE")));
    EXPECT_THAT(pids[3].regions, ElementsAre(*Place::parse_region("DE-HH")));
    EXPECT_EQ(pids[3].as_hops, (PidDefinition::AsHops{2, 2}));
    EXPECT_TRUE(pids[4].is_default);
}

TEST(ReadPids, AreCalledByTheGrammarOfRfc7285) {
    const std::string longest(64, 'a');
    EXPECT_EQ(
        topology_of(with_pids("  \"Az09:@_-\": { origin: 1 }\n  " + longest + ": { origin: 2 }\n"))
            .pids[1]
            .name,
        longest);
    for (const std::string& name : {longest + "a", std::string("a.b"), std::string("a/b")})
        EXPECT_THAT(told_of_topology(with_pids("  " + name + ": { origin: 1 }\n")),
                    ElementsAre(HasSubstr("is no PID's name (RFC 7285, section 10.1)")));
}

TEST(ReadPids, HaveAPrefixInOneOfThemAlone) {
    EXPECT_THAT(told_of_topology(with_pids("  x: { prefixes: [198.18.0.0/17] }\n"
                                           "  y: { prefixes: [198.18.0.0/16, 198.18.0.0/17] }\n")),
                ElementsAre("t.yaml:5: pids.y.prefixes[1]: 198.18.0.0/17 is in PID 'x' already"));
}

TEST(ReadPids, HaveOneForWhatIsNowhereElse) {
    EXPECT_THAT(told_of_topology("pids: { a: { prefixes: [198.18.0.0/15] } }\n"
                                 "costs: { routing: {} }\n"),
                ElementsAre("t.yaml:1: pids: none is for what is nowhere else; write default: true "
                            "in one of them, like elsewhere: { default: true }"));
    EXPECT_THAT(told_of_topology(with_pids("  x: { default: true }\n")),
                ElementsAre("t.yaml:5: pids.elsewhere: PID 'x' is the default already"));
    EXPECT_EQ(told_of_pid("{ prefixes: [0.0.0.0/0] }"),
              ".prefixes[0]: is everything; write default: true for what is nowhere else");
}

TEST(ReadPids, HaveSomethingInThem) {
    EXPECT_THAT(told_of_pid("{}"), HasSubstr(": has nothing in it; write prefixes"));
    EXPECT_THAT(told_of_pid("{ default: false }"), HasSubstr(": has nothing in it"));
    EXPECT_EQ(told_of_pid("{ prefixes: [] }"),
              ".prefixes: is empty; leave it out or name at least one");
}

TEST(ReadPids, SayWhatWouldBeRight) {
    EXPECT_THAT(told_of_pid("{ prefix: [198.18.0.0/15] }"),
                HasSubstr(": unknown key 'prefix'; did you mean 'prefixes'?"));
    EXPECT_THAT(told_of_pid("{ relation: upstream }"),
                HasSubstr(".relation: 'upstream' is not own, customer, peer or transit"));
    EXPECT_EQ(told_of_pid("{ country: [Germany] }"),
              ".country[0]: 'Germany' is no country of two letters, like DE");
    EXPECT_EQ(told_of_pid("{ country: DE-HH }"),
              ".country: 'DE-HH' is no country of two letters, like DE");
    EXPECT_EQ(told_of_pid("{ country: ZZ }"),
              ".country: 'ZZ' is no country of two letters, like DE");
    EXPECT_EQ(told_of_pid("{ region: HH }"),
              ".region: 'HH' is no region by ISO 3166-2, like DE-HH");
    for (const char* const hops : {"far", "3-1", "1-", "-1", "1-255", "1-2-3", "256"})
        EXPECT_THAT(told_of_pid("{ as_hops: " + std::string(hops) + " }"),
                    HasSubstr("is no number of ASes on the way, like 1 or 2-254"))
            << hops;
}

TEST(ReadPids, AreNotChosenByWhatNothingSays) {
    constexpr std::string_view kTable = "feeds: [{ name: t, format: ip-to-as, file: /t }]\n";
    constexpr std::string_view kOracle =
        "feeds: [{ name: n, format: alto, url: \"http://x/\", from: 198.18.0.1, "
        "for_origin: 64499 }]\n";
    EXPECT_EQ(told_of_pid("{ origin: 64510 }", ""),
              ".origin: none of the feeds says which AS an address is of; add one of format mrt, "
              "gobgp, ip-to-as or mmdb");
    EXPECT_THAT(told_of_pid("{ relation: own }", ""), HasSubstr("whose network an address is of"));
    EXPECT_THAT(told_of_pid("{ country: DE }", ""), HasSubstr("where addresses are"));
    EXPECT_EQ(told_of_pid("{ as_hops: 1 }", kTable),
              ".as_hops: none of the feeds says how far a network is; add one of format mrt or "
              "gobgp");
    EXPECT_EQ(told_of_pid("{ alto_cost: 0-5 }", kTable),
              ".alto_cost: none of the feeds says what another network's oracle finds near; add "
              "one of format alto");
    for (const char* const cost : {"near", "5-1", "1-", "-1", "1-inf", "nan"})
        EXPECT_THAT(told_of_pid("{ alto_cost: " + std::string(cost) + " }", kOracle),
                    HasSubstr("is no cost of that oracle, like 10 or 0-12.5"))
            << cost;
    EXPECT_THAT(told_of_topology("pids: { x: { relation: peer }, y: { default: true } }\n"
                                 "costs: { routing: {} }\n" +
                                 std::string(kTable)),
                ElementsAre("t.yaml:1: pids.x.relation: no AS is that: name at least one in "
                            "neighbours.peers"));
}

}  // namespace
}  // namespace sluice
