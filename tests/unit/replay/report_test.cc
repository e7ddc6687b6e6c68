// SPDX-License-Identifier: Apache-2.0
#include <sstream>

#include <gtest/gtest.h>
#include <simdjson.h>

#include "replay/json_writer.h"
#include "replay/report_json.h"
#include "replay/report_table.h"

namespace sluice {
namespace {

PeerReport download() {
    PeerDescription description;
    description.role = {PeerRole::leech, PeerRole::unknown};
    description.messages[0][static_cast<size_t>(MessageKind::have_piece)] = 40;
    description.requests[0] = 1'812;
    description.pieces[1] = 3;
    return PeerReport(description);
}

Totals two_flows() {
    Totals totals;
    totals.packets = 1'234'567;
    totals.bytes = 5'000;
    totals.last_ns = 2'500'000'000;
    totals.drops[static_cast<size_t>(DropReason::police)] = 7;
    totals.oddities[static_cast<size_t>(Oddity::not_ip)] = 3;
    const ReplayedFlow peer{.key = {.subscriber = *IpAddress::parse("2001:db8::1"),
                                    .remote = *IpAddress::parse("2001:db8::2"),
                                    .subscriber_port = 40'000,
                                    .remote_port = 6'881,
                                    .protocol = 6},
                            .verdict = {Label::bittorrent_peer, Grade::exact},
                            .packets = {3, 4},
                            .ip_bytes = {300, 4'000},
                            .peers = download()};
    const ReplayedFlow other{.key = {.subscriber = *IpAddress::parse("198.18.0.1"),
                                     .remote = *IpAddress::parse("192.0.2.1"),
                                     .protocol = 1},
                             .verdict = {},
                             .encrypted = true,
                             .packets = {1, 0},
                             .ip_bytes = {28, 0}};
    for (const ReplayedFlow& flow : {other, peer}) {
        totals.add_flow(flow);
        totals.flow_list.push_back(flow);
    }
    return totals;
}

TEST(JsonReport, HasTheDocumentedKeys) {
    std::ostringstream out;
    print_json(two_flows(), true, out);
    simdjson::dom::parser parser;
    const simdjson::dom::element report = parser.parse(out.str());

    EXPECT_EQ(uint64_t(report["packets"]), 1'234'567u);
    EXPECT_EQ(uint64_t(report["bytes"]), 5'000u);
    EXPECT_EQ(uint64_t(report["flows"]), 2u);
    EXPECT_EQ(uint64_t(report["drops"]["police"]), 7u);
    EXPECT_EQ(uint64_t(report["odd"]["not_ip"]), 3u);

    const simdjson::dom::element label = report["labels"].at(0);
    EXPECT_EQ(std::string_view(label["label"]), "bittorrent.peer");
    EXPECT_EQ(std::string_view(label["grade"]), "exact");
    EXPECT_EQ(uint64_t(label["flows"]), 1u);
    EXPECT_EQ(uint64_t(label["packets"]), 7u);
    EXPECT_EQ(uint64_t(label["bytes"]), 4'300u);

    const simdjson::dom::element flow = report["flow_list"].at(1);
    EXPECT_EQ(std::string_view(flow["subscriber"]), "2001:db8::1");
    EXPECT_EQ(uint64_t(flow["remote_port"]), 6'881u);
    EXPECT_EQ(uint64_t(flow["packets_up"]), 3u);
    EXPECT_EQ(uint64_t(flow["bytes_down"]), 4'000u);
}

TEST(JsonReport, AFlowSaysWhatItsPeersWereAndSaid) {
    std::ostringstream out;
    print_json(two_flows(), true, out);
    simdjson::dom::parser parser;
    const simdjson::dom::element report = parser.parse(out.str());

    const simdjson::dom::element flow = report["flow_list"].at(1);
    EXPECT_FALSE(bool(flow["encrypted"]));
    EXPECT_EQ(std::string_view(flow["subscriber_role"]), "leech");
    EXPECT_EQ(std::string_view(flow["remote_role"]), "") << "not known";
    const simdjson::dom::object up = flow["messages_up"];
    EXPECT_EQ(up.size(), 2u) << "only what occurred";
    EXPECT_EQ(uint64_t(up["have_piece"]), 40u);
    EXPECT_EQ(uint64_t(up["piece_request"]), 1'812u);
    EXPECT_EQ(uint64_t(flow["messages_down"]["piece"]), 3u);

    const simdjson::dom::element other = report["flow_list"].at(0);
    EXPECT_TRUE(bool(other["encrypted"]));
    EXPECT_EQ(std::string_view(other["subscriber_role"]), "");
    EXPECT_EQ(simdjson::dom::object(other["messages_up"]).size(), 0u);
}

Totals with_rules() {
    Totals totals = two_flows();
    RuleRow polite{"polite", false};
    polite.did[static_cast<size_t>(RuleDeed::decided)] = {1, 0};
    polite.did[static_cast<size_t>(RuleDeed::over_rate)] = {12, 18'000};
    RuleRow harsh{"harsh", true};
    harsh.would_have[static_cast<size_t>(RuleDeed::decided)] = {2, 0};
    harsh.would_have[static_cast<size_t>(RuleDeed::reset)] = {1'234, 56'789};
    totals.rules = {polite, harsh, {"idle", false}};
    totals.flow_list[1].rule[0] = 0;
    totals.flow_list[1].shadow_rule[0] = 1;
    return totals;
}

TEST(JsonReport, SaysWhatEachRuleDidAndWouldHaveDone) {
    std::ostringstream out;
    print_json(with_rules(), true, out);
    simdjson::dom::parser parser;
    const simdjson::dom::element report = parser.parse(out.str());
    const simdjson::dom::element polite = report["rules"].at(0);
    EXPECT_EQ(std::string_view(polite["rule"]), "polite");
    EXPECT_FALSE(bool(polite["shadow"]));
    EXPECT_EQ(uint64_t(polite["flows"]), 1u);
    EXPECT_EQ(uint64_t(polite["did"]["over_rate"]["packets"]), 12u);
    EXPECT_EQ(uint64_t(polite["did"]["over_rate"]["bytes"]), 18'000u);
    EXPECT_EQ(simdjson::dom::object(polite["would_have"]).size(), 0u);
    const simdjson::dom::element harsh = report["rules"].at(1);
    EXPECT_TRUE(bool(harsh["shadow"]));
    EXPECT_EQ(uint64_t(harsh["shadow_flows"]), 2u);
    EXPECT_EQ(uint64_t(harsh["would_have"]["reset"]["packets"]), 1'234u);
    const simdjson::dom::element flow = report["flow_list"].at(1);
    EXPECT_EQ(std::string_view(flow["rule_up"]), "polite");
    EXPECT_EQ(std::string_view(flow["shadow_rule_up"]), "harsh");
    EXPECT_EQ(std::string_view(flow["rule_down"]), "");
}

TEST(JsonReport, WithoutRulesSaysNothingOfThem) {
    std::ostringstream out;
    print_json(two_flows(), true, out);
    EXPECT_EQ(out.str().find("\"rules\""), std::string::npos);
}

TEST(TableReport, SaysWhatEachRuleDidAndWouldHaveDone) {
    std::ostringstream out;
    print_table(with_rules(), out);
    const std::string table = out.str();
    EXPECT_NE(
        table.find("polite                       did                  1  over_rate 12 packets "
                   "of 18,000 IP bytes\n"),
        std::string::npos)
        << table;
    EXPECT_NE(table.find("harsh                        would have           2  reset 1,234 packets "
                         "of 56,789 IP bytes\n"),
              std::string::npos);
    EXPECT_NE(table.find("1 of 3 rules matched nothing\n"), std::string::npos);
    EXPECT_NE(table.find("       up    rule polite; in shadow rule harsh; "), std::string::npos);
}

TEST(JsonReport, ListsFlowsOnlyWhenAsked) {
    std::ostringstream out;
    print_json(two_flows(), false, out);
    EXPECT_EQ(out.str().find("flow_list"), std::string::npos);
}

TEST(JsonReport, EscapesWhatJsonDoesNotTakeAsItIs) {
    std::ostringstream out;
    JsonWriter(out).open('[').value("a\"b\\c\n").close(']');
    EXPECT_EQ(out.str(), "[\"a\\\"b\\\\c\\u000a\"]");
}

TEST(TableReport, ShowsLabelsByBytesThenWhatWasNotLookedIntoAndDropped) {
    std::ostringstream out;
    print_table(two_flows(), out);
    const std::string table = out.str();
    EXPECT_TRUE(table.starts_with("1,234,567 packets, 5,000 bytes, 2 flows in 2.5 s\n")) << table;
    EXPECT_LT(table.find("bittorrent.peer"), table.find("unknown")) << "most bytes first";
    EXPECT_NE(table.find("3 packets, not_ip"), std::string::npos);
    EXPECT_NE(table.find("dropped: 7 packets, police"), std::string::npos);
    EXPECT_NE(table.find("[2001:db8::1]:40000 > [2001:db8::2]:6881"), std::string::npos);
    EXPECT_NE(table.find("198.18.0.1 > 192.0.2.1"), std::string::npos) << "no ports, none shown";
    EXPECT_NE(table.find("exact     -    leech/?  "), std::string::npos);
    EXPECT_NE(table.find("-         yes  -  "), std::string::npos);
    EXPECT_NE(table.find("\n       up    have_piece 40, piece_request 1,812\n"), std::string::npos);
    EXPECT_NE(table.find("\n       down  piece 3\n"), std::string::npos);
}

}  // namespace
}  // namespace sluice
