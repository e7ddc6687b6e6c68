// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include "control/services/events_service.h"
#include "control/services/flows_service.h"
#include "control/services/links_service.h"
#include "control/services/subscribers_service.h"
#include "tests/unit/control/control_fixture.h"
#include "tests/unit/control/fake_dataplane.h"

namespace sluice {
namespace {

constexpr const char* kPolicy =
    "subscribers:\n"
    "  - { id: s-1, addresses: [198.51.100.7] }\n"
    "  - { id: s-2, addresses: [198.51.100.8] }\n"
    "rules:\n"
    "  - { name: slow, match: { label: bittorrent, direction: up }, action: { drop: true } }\n";

class ServicesTest : public testing::Test, protected ControlFixture {
 protected:
    ServicesTest() {
        grpc::ServerBuilder builder;
        builder.RegisterService(&flows_);
        builder.RegisterService(&links_);
        builder.RegisterService(&events_);
        builder.RegisterService(&subscribers_);
        server_ = builder.BuildAndStart();
        channel_ = server_->InProcessChannel({});
    }
    ~ServicesTest() override { server_->Shutdown(); }

    // A flow of s-2 that the active policy has decided.
    FlowReport flow_of_second() const {
        FlowReport report;
        report.id = 77;
        report.key.subscriber = *IpAddress::parse("198.51.100.8");
        report.key.subscriber_port = 51413;
        report.key.remote = *IpAddress::parse("2001:db8::1");
        report.key.remote_port = 6881;
        report.key.protocol = 6;
        report.verdict = {Label::bittorrent_peer, Grade::exact};
        report.state = FlowState::established;
        report.ip_bytes = {1'000, 2'000};
        report.age_ns = 1'500'000'000;
        report.subscriber_record = registry.record_of("s-2");
        report.snapshot = revisions.active()->number();
        report.rule = {0, Decision::kNoRule};
        return report;
    }

    grpc::Status list(const std::string& label, const std::string& subscriber,
                      v1::FlowList* flows) {
        v1::ListFlowsRequest request;
        request.mutable_filter()->set_label(label);
        request.mutable_filter()->set_subscriber(subscriber);
        grpc::ClientContext context;
        return v1::Flows::NewStub(channel_)->List(&context, request, flows);
    }

    FakeDataplane fake_;
    FlowsService flows_{fake_.view, revisions, registry};
    LinksService links_{fake_.view};
    EventsService events_{audit};
    SubscribersService subscribers_{registry, store};
    std::unique_ptr<grpc::Server> server_;
    std::shared_ptr<grpc::Channel> channel_;
};

constexpr const char* kHomes =
    "tiers: { gold: { up: 1gbps, down: 1gbps } }\n"
    "nats:\n"
    "  - { inside: 100.64.0.1-100.64.0.14, outside: 192.0.2.1, dynamic: 2, reserved: 0-1023 }\n"
    "subscribers:\n"
    "  - { id: home-1, tier: gold, addresses: [203.0.113.9, \"2001:db8::/56\"], "
    "ports: { psid: 1, length: 2 } }\n"
    "  - { id: home-2, group: held, addresses: 203.0.113.9, ports: { ranges: 100-200 } }\n"
    "  - { id: inside, group: held, addresses: 100.64.0.2 }\n";

TEST_F(ServicesTest, ASubscriberIsFoundByAddressAndPort) {
    apply(kHomes);
    const auto stub = v1::Subscribers::NewStub(channel_);
    const auto find = [&](const char* address, uint32_t port) {
        v1::FindSubscriberRequest request;
        request.set_address(address);
        request.set_port(port);
        v1::Subscriber found;
        grpc::ClientContext context;
        const grpc::Status status = stub->Find(&context, request, &found);
        return status.ok() ? found.id() : status.error_message();
    };
    EXPECT_EQ(find("203.0.113.9", 1'280), "home-1");
    EXPECT_EQ(find("203.0.113.9", 150), "home-2");
    EXPECT_EQ(find("2001:db8::1", 0), "home-1");
    EXPECT_EQ(find("192.0.2.1", 5'056), "inside") << "outside of the NAT";
    EXPECT_EQ(find("100.64.0.2", 0), "inside");
    EXPECT_EQ(find("203.0.113.9", 80), "port 80 of 203.0.113.9 is nobody's");
    EXPECT_EQ(find("203.0.113", 80), "'203.0.113' is no address like 192.0.2.1 or 2001:db8::1");
    EXPECT_EQ(find("203.0.113.9", 65'536), "65536 is no port from 0 to 65535");
}

TEST_F(ServicesTest, ASubscriberIsToldWithItsPorts) {
    apply(kHomes);
    const auto stub = v1::Subscribers::NewStub(channel_);
    v1::GetSubscriberRequest request;
    request.set_id("home-1");
    v1::Subscriber home;
    grpc::ClientContext context;
    ASSERT_TRUE(stub->Get(&context, request, &home).ok());
    EXPECT_EQ(home.tier(), "gold");
    EXPECT_EQ(home.group(), "");
    ASSERT_EQ(home.addresses_size(), 2);
    EXPECT_EQ(home.addresses(0).prefix(), "203.0.113.9/32");
    EXPECT_EQ(home.addresses(0).ports().mask(), 0x0300u);
    EXPECT_EQ(home.addresses(0).ports().value(), 0x0100u);
    EXPECT_EQ(home.addresses(0).ports().first(), 1'024u);
    EXPECT_EQ(home.addresses(0).ports().last(), 65'535u);
    EXPECT_FALSE(home.addresses(1).has_ports());
    request.set_id("home-3");
    grpc::ClientContext again;
    EXPECT_EQ(stub->Get(&again, request, &home).error_message(), "there is no subscriber 'home-3'");
}

TEST_F(ServicesTest, SubscribersAreListedByGroupAndTierUpToALimit) {
    apply(kHomes);
    const auto stub = v1::Subscribers::NewStub(channel_);
    const auto listed = [&](const char* group, const char* tier, uint32_t limit) {
        v1::ListSubscribersRequest request;
        request.set_group(group);
        request.set_tier(tier);
        request.set_limit(limit);
        v1::SubscriberList list;
        grpc::ClientContext context;
        EXPECT_TRUE(stub->List(&context, request, &list).ok());
        std::string ids;
        for (const v1::Subscriber& subscriber : list.subscribers())
            ids += subscriber.id() + " ";
        return ids + (list.truncated() ? "..." : "");
    };
    EXPECT_EQ(listed("", "", 0), "home-1 home-2 inside ");
    EXPECT_EQ(listed("held", "", 0), "home-2 inside ");
    EXPECT_EQ(listed("", "gold", 0), "home-1 ");
    EXPECT_EQ(listed("held", "", 1), "home-2 ...");
    EXPECT_EQ(listed("held", "", 2), "home-2 inside ");
}

v1::Subscriber message(const std::string& id, const std::string& tier,
                       const std::vector<std::string>& addresses) {
    v1::Subscriber message;
    message.set_id(id);
    message.set_tier(tier);
    for (const std::string& address : addresses)
        message.add_addresses()->set_prefix(address);
    return message;
}

TEST_F(ServicesTest, ASubscriberThatIsUpsertedIsKeptAndCanBeTakenBack) {
    apply(kHomes);
    const auto stub = v1::Subscribers::NewStub(channel_);
    const auto upsert = [&](const v1::Subscriber& subscriber) {
        v1::Subscriber now;
        grpc::ClientContext context;
        const auto status = stub->Upsert(&context, subscriber, &now);
        return status.ok() ? now.id() + " " + std::to_string(now.addresses_size())
                           : status.error_message();
    };
    EXPECT_EQ(upsert(message("new", "gold", {"192.0.2.77", "203.0.113.7#psid:3/8"})), "new 2");
    EXPECT_EQ(upsert(message("home-1", "", {"192.0.2.78"})), "home-1 3") << "beside the policy's";
    EXPECT_EQ(upsert(message("other", "", {"192.0.2.77"})),
              "subscriber 'other': 192.0.2.77/32 is already subscriber 'new'; nothing was changed");
    EXPECT_EQ(upsert(message("other", "brass", {})),
              "subscriber 'other': there is no tier 'brass' in the active policy; nothing was "
              "changed");
    EXPECT_EQ(upsert(message("other", "", {"192.0.2.1"})),
              "subscriber 'other': 192.0.2.1/32 has an outside address of a NAT of the policy; "
              "give the subscriber its inside address; nothing was changed");
    EXPECT_EQ(upsert(message("an id", "", {})),
              "id 'an id' is no name; a name is 1 to 128 visible ASCII characters without spaces");
    EXPECT_EQ(upsert(message("x", "", {"192.0.2"})),
              "'192.0.2' is no address or prefix like 192.0.2.1, 192.0.2.0/29 or 2001:db8::/56");
    EXPECT_EQ(store.subscribers().size(), 2u);

    const auto erase = [&](const std::string& id) {
        v1::DeleteSubscriberRequest request;
        request.set_id(id);
        v1::DeleteSubscriberResponse response;
        grpc::ClientContext context;
        return stub->Delete(&context, request, &response).error_message();
    };
    EXPECT_EQ(erase("new"), "");
    EXPECT_EQ(erase("new"), "there is no subscriber 'new'");
    EXPECT_EQ(erase("home-2"),
              "subscriber 'home-2' is the policy's, or RADIUS's or DHCP's; it was not imported");
    EXPECT_EQ(store.subscribers().size(), 1u);
    EXPECT_EQ(registry.find("new"), std::nullopt);
}

TEST_F(ServicesTest, APolicyThatContradictsWhoWasImportedIsRefused) {
    apply(kHomes);
    const auto stub = v1::Subscribers::NewStub(channel_);
    v1::Subscriber now;
    grpc::ClientContext context;
    ASSERT_TRUE(stub->Upsert(&context, message("new", "gold", {"192.0.2.77"}), &now).ok());
    const auto refusal = [&](const std::string& document) {
        const auto result = revisions.apply({document, "p.yaml", "ann", "", std::nullopt});
        const auto* const invalid = std::get_if<InvalidPolicy>(&result);
        return invalid == nullptr ? "" : invalid->complaints.front().to_string();
    };
    EXPECT_EQ(refusal("rules: []"),
              "p.yaml: subscribers: tier 'gold' is that of subscriber 'new', who was imported; "
              "keep the tier, or change the subscriber first");
    EXPECT_EQ(refusal("tiers: { gold: { up: 1gbps, down: 1gbps } }\n"
                      "subscribers: [{ id: p, addresses: 192.0.2.77 }]"),
              "p.yaml: subscribers: subscriber 'p': 192.0.2.77/32 is already subscriber 'new', "
              "who was imported");
    EXPECT_FALSE(revisions.check("rules: []", "p.yaml").policy) << "validate says so, too";
    EXPECT_EQ(refusal("tiers: { gold: { up: 1gbps, down: 1gbps } }"), "");
    EXPECT_EQ(registry.find("home-1"), std::nullopt);
    EXPECT_NE(registry.find("new"), std::nullopt);
}

constexpr const char* kSites =
    "sites:\n"
    "  olt-1: { capacity: { up: 1gbps, down: 1gbps } }\n"
    "  olt-2: { capacity: { up: 1gbps, down: 1gbps } }\n"
    "subscribers:\n"
    "  - { id: home-1, site: olt-1, addresses: 192.0.2.1 }\n"
    "  - { id: home-2, addresses: 192.0.2.2 }\n";

TEST_F(ServicesTest, ASubscribersSiteIsThePolicysOrTheImports) {
    apply(kSites);
    const auto stub = v1::Subscribers::NewStub(channel_);
    const auto upsert = [&](const std::string& id, const std::string& site) {
        v1::Subscriber subscriber = message(id, "", {});
        subscriber.set_site(site);
        v1::Subscriber now;
        grpc::ClientContext context;
        const auto status = stub->Upsert(&context, subscriber, &now);
        return status.ok() ? now.site() : status.error_message();
    };
    const auto at_site = [&](const std::string& site) {
        v1::ListSubscribersRequest request;
        request.set_site(site);
        v1::SubscriberList list;
        grpc::ClientContext context;
        EXPECT_TRUE(stub->List(&context, request, &list).ok());
        std::string ids;
        for (const v1::Subscriber& subscriber : list.subscribers())
            ids += subscriber.id() + " ";
        return ids;
    };
    EXPECT_EQ(at_site("olt-1"), "home-1 ");
    EXPECT_EQ(upsert("home-2", "olt-2"), "olt-2");
    EXPECT_EQ(upsert("home-1", ""), "olt-1") << "who says nothing leaves it as the policy has it";
    EXPECT_EQ(upsert("home-1", "olt-2"), "olt-2") << "the API comes after the policy";
    EXPECT_EQ(at_site("olt-1"), "");
    EXPECT_EQ(at_site("olt-2"), "home-1 home-2 ");
    EXPECT_EQ(upsert("home-1", "olt-3"),
              "subscriber 'home-1': there is no site 'olt-3' in the active policy; nothing was "
              "changed");
    EXPECT_EQ(
        upsert("home-1", "olt 3"),
        "site 'olt 3' is no name; a name is 1 to 128 visible ASCII characters without spaces");
    EXPECT_EQ(at_site("olt-2"), "home-1 home-2 ");
    EXPECT_EQ(store.subscribers().at(0).site, "olt-2");
}

TEST_F(ServicesTest, APolicyWithoutTheSiteOfWhoWasImportedIsRefused) {
    apply(kSites);
    v1::Subscriber subscriber = message("new", "", {"192.0.2.77"});
    subscriber.set_site("olt-2");
    v1::Subscriber now;
    grpc::ClientContext context;
    ASSERT_TRUE(v1::Subscribers::NewStub(channel_)->Upsert(&context, subscriber, &now).ok());
    const auto checked =
        revisions.check("sites: { olt-1: { capacity: { up: 1gbps, down: 1gbps } } }", "p.yaml");
    ASSERT_EQ(checked.complaints.size(), 1u);
    EXPECT_EQ(checked.complaints[0].to_string(),
              "p.yaml: subscribers: site 'olt-2' is that of subscriber 'new', who was imported; "
              "keep the site, or change the subscriber first");
    EXPECT_TRUE(revisions.check(kSites, "p.yaml").policy);
}

TEST_F(ServicesTest, AnImportNamesWhoseSiteThereIsNot) {
    apply(kSites);
    const auto stub = v1::Subscribers::NewStub(channel_);
    grpc::ClientContext context;
    const auto stream = stub->Import(&context);
    v1::ImportSubscribersRequest request;
    for (const char* const site : {"olt-1", "olt-9"}) {
        *request.add_subscribers() = message(site, "", {});
        request.mutable_subscribers()->rbegin()->set_site(site);
    }
    ASSERT_TRUE(stream->Write(request));
    v1::ImportSubscribersResponse response;
    ASSERT_TRUE(stream->Read(&response));
    EXPECT_EQ(response.taken(), 1u);
    ASSERT_EQ(response.refusals_size(), 1);
    EXPECT_EQ(response.refusals(0).reason(), "there is no site 'olt-9' in the active policy");
    stream->WritesDone();
    EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(ServicesTest, OfWhatIsImportedTheGoodIsKeptAndTheBadIsNamed) {
    const auto stub = v1::Subscribers::NewStub(channel_);
    grpc::ClientContext context;
    const auto stream = stub->Import(&context);
    v1::ImportSubscribersRequest request;
    *request.add_subscribers() = message("a", "", {"192.0.2.1"});
    *request.add_subscribers() = message("b", "", {"192.0.2.1"});
    *request.add_subscribers() = message("", "", {});
    *request.add_subscribers() = message("c", "", {"2001:db8::/56"});
    ASSERT_TRUE(stream->Write(request));
    v1::ImportSubscribersResponse response;
    ASSERT_TRUE(stream->Read(&response));
    EXPECT_EQ(response.taken(), 2u);
    ASSERT_EQ(response.refusals_size(), 2);
    EXPECT_EQ(response.refusals(0).place(), 2u);
    EXPECT_EQ(response.refusals(1).place(), 1u);
    EXPECT_EQ(response.refusals(1).reason(), "192.0.2.1/32 is already subscriber 'a'");
    stream->WritesDone();
    EXPECT_TRUE(stream->Finish().ok());
    EXPECT_EQ(store.subscribers().size(), 2u);
}

TEST_F(ServicesTest, AFlowIsToldWithItsNames) {
    apply(kPolicy);
    fake_.flows = {flow_of_second()};
    v1::FlowList flows;
    ASSERT_TRUE(list("", "", &flows).ok());
    ASSERT_EQ(flows.flows_size(), 1);
    const v1::Flow& flow = flows.flows(0);
    EXPECT_EQ(flow.link(), "pop1");
    EXPECT_EQ(flow.subscriber(), "s-2");
    EXPECT_EQ(flow.subscriber_address(), "198.51.100.8");
    EXPECT_EQ(flow.remote_address(), "2001:db8::1");
    EXPECT_EQ(flow.label(), "bittorrent.peer");
    EXPECT_EQ(flow.grade(), "exact");
    EXPECT_EQ(flow.state(), v1::Flow::STATE_ESTABLISHED);
    EXPECT_EQ(flow.up().rule(), "slow");
    EXPECT_EQ(flow.up().ip_bytes(), 1'000u);
    EXPECT_EQ(flow.down().decision(), v1::FlowDirection::DECISION_NO_RULE);
    EXPECT_EQ(flow.age().seconds(), 1);
    EXPECT_EQ(flow.age().nanos(), 500'000'000);
}

TEST_F(ServicesTest, AFlowWhoseMessagesAreReadIsToldWithRolesAndCounts) {
    PeerDescription description;
    description.role = {PeerRole::leech, PeerRole::unknown};
    description.requests[0] = 70'000;
    description.messages[0][static_cast<size_t>(MessageKind::have_piece)] = 12;
    description.messages[0][static_cast<size_t>(MessageKind::piece_request)] = 65'535;
    description.pieces[1] = 3;
    fake_.flows = {flow_of_second()};
    fake_.flows[0].peers.emplace(description);
    v1::FlowList flows;
    ASSERT_TRUE(list("", "", &flows).ok());
    const v1::Flow& flow = flows.flows(0);
    EXPECT_EQ(flow.subscriber_role(), "leech");
    EXPECT_EQ(flow.remote_role(), "") << "not known";
    EXPECT_EQ(flow.up().requests(), 70'000u);
    ASSERT_EQ(flow.up().messages_size(), 2) << "only what occurred";
    EXPECT_EQ(flow.up().messages(0).kind(), "have_piece");
    EXPECT_EQ(flow.up().messages(0).count(), 12u);
    EXPECT_EQ(flow.up().messages(1).kind(), "piece_request");
    EXPECT_EQ(flow.up().messages(1).count(), 70'000u);
    EXPECT_EQ(flow.down().pieces(), 3u);
    ASSERT_EQ(flow.down().messages_size(), 1);
    EXPECT_EQ(flow.down().messages(0).kind(), "piece");
}

TEST_F(ServicesTest, AnEncryptedFlowSaysSoAndHasNoMessages) {
    fake_.flows = {flow_of_second(), flow_of_second()};
    fake_.flows[1].encrypted = true;
    v1::FlowList flows;
    ASSERT_TRUE(list("", "", &flows).ok());
    EXPECT_FALSE(flows.flows(0).encrypted());
    EXPECT_TRUE(flows.flows(1).encrypted());
    EXPECT_EQ(flows.flows(1).subscriber_role(), "");
    EXPECT_EQ(flows.flows(1).up().messages_size(), 0);
}

TEST_F(ServicesTest, AFlowDecidedBeforeTheLastChangeKeepsTheNamesOfItsPolicy) {
    apply(kPolicy);
    fake_.flows = {flow_of_second()};
    apply("");
    v1::FlowList flows;
    ASSERT_TRUE(list("", "", &flows).ok());
    EXPECT_EQ(flows.flows(0).subscriber(), "s-2") << "until its record serves another";
    EXPECT_EQ(flows.flows(0).up().rule(), "slow");
}

TEST_F(ServicesTest, AFlowOfAPolicyLongGoneSaysSo) {
    apply(kPolicy);
    fake_.flows = {flow_of_second()};
    for (int i = 0; i < 5; ++i)
        apply("");
    v1::FlowList flows;
    ASSERT_TRUE(list("", "", &flows).ok());
    EXPECT_EQ(flows.flows(0).up().decision(), v1::FlowDirection::DECISION_EARLIER_POLICY);
    EXPECT_EQ(flows.flows(0).up().rule(), "");
}

TEST_F(ServicesTest, AFlowIsExplainedInPlainWords) {
    revisions.apply(
        {"rules:\n"
         "  - { name: slow, match: { label: bittorrent, direction: up }, "
         "action: { drop: true } }\n"
         "  - { name: later, match: {}, action: { dscp: le } }\n",
         "test.yaml", "ann", "too much", std::nullopt});
    fake_.flows = {flow_of_second()};
    fake_.flows[0].subscriber_record = SubscriberRef::kNobody;
    fake_.flows[0].settled = true;
    fake_.flows[0].shadow_rule[1] = 1;
    fake_.flows[0].conditions.set(Condition::heavy, Direction::up, true);
    fake_.flows[0].enforced = true;
    fake_.flows[0].answers = 4;
    v1::ExplainFlowRequest request;
    request.set_id(77);
    v1::FlowExplanation explained;
    grpc::ClientContext context;
    ASSERT_TRUE(v1::Flows::NewStub(channel_)->Explain(&context, request, &explained).ok());
    EXPECT_EQ(fake_.last_filter.id, 77u);
    EXPECT_EQ(explained.flow().id(), 77u);
    EXPECT_EQ(explained.up().action(), "drop it");
    EXPECT_EQ(explained.up().revision(), 2u);
    EXPECT_EQ(explained.down().action(), "forwarded");
    EXPECT_EQ(explained.down().shadow_action(), "mark it DSCP le");
    const std::vector<std::string> words(explained.words().begin(), explained.words().end());
    EXPECT_THAT(
        words,
        testing::ElementsAre(
            "link pop1, a subscriber that is in no policy: 198.51.100.8:51413 with "
            "[2001:db8::1]:6881, tcp; seen both ways, 1.5s old, idle for 0.0s; 1 kB up, 2 kB down",
            testing::StartsWith("label bittorrent.peer: "), testing::StartsWith("grade exact: "),
            "its subscriber is heavy up",
            testing::MatchesRegex("decided by revision 2 \\(by ann, 20.*: too much\\)"),
            "up: rule slow says: drop it",
            "up: rule slow asks for label bittorrent at grade endpoint or surer; direction up",
            "down: rule later, in shadow, would: mark it DSCP le",
            "down: rule later asks for nothing: it matches everything",
            "down: no rule matches: forwarded",
            "it was cut off: the box has answered 4 of its packets"));
}

TEST_F(ServicesTest, AnExplanationSaysThatItsRevisionIsBeingTried) {
    revisions.try_out({kPolicy, "test.yaml", "ann", "", std::nullopt}, std::chrono::minutes(1));
    fake_.flows = {flow_of_second()};
    v1::ExplainFlowRequest request;
    request.set_id(77);
    v1::FlowExplanation explained;
    grpc::ClientContext context;
    ASSERT_TRUE(v1::Flows::NewStub(channel_)->Explain(&context, request, &explained).ok());
    EXPECT_THAT(explained.words(), testing::Contains(testing::EndsWith(", which is being tried")));
}

TEST_F(ServicesTest, AFlowThatIsGoneIsNotExplained) {
    v1::ExplainFlowRequest request;
    v1::FlowExplanation explained;
    const auto refusal = [&](uint64_t id) {
        request.set_id(id);
        grpc::ClientContext context;
        return v1::Flows::NewStub(channel_)->Explain(&context, request, &explained);
    };
    EXPECT_EQ(refusal(5).error_code(), grpc::StatusCode::NOT_FOUND);
    EXPECT_EQ(refusal(5).error_message(), "there is no such flow; if there was, it has ended");
    EXPECT_EQ(refusal(0).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(ServicesTest, AFilterNamesALabelAndASubscriber) {
    apply(kPolicy);
    v1::FlowList flows;
    ASSERT_TRUE(list("bittorrent", "s-2", &flows).ok());
    EXPECT_FALSE(fake_.last_filter.any_label);
    EXPECT_EQ(fake_.last_filter.label, Label::bittorrent);
    EXPECT_FALSE(fake_.last_filter.any_subscriber);
    EXPECT_EQ(fake_.last_filter.subscriber_record, registry.record_of("s-2"));
    EXPECT_EQ(fake_.last_limit, 100u);
}

TEST_F(ServicesTest, AFilterNamesTheLowestGrade) {
    v1::ListFlowsRequest request;
    request.mutable_filter()->set_grade("coherent");
    v1::FlowList flows;
    grpc::ClientContext context;
    ASSERT_TRUE(v1::Flows::NewStub(channel_)->List(&context, request, &flows).ok());
    EXPECT_EQ(fake_.last_filter.lowest_grade, Grade::coherent);
    request.mutable_filter()->set_grade("certain");
    grpc::ClientContext refused;
    EXPECT_EQ(v1::Flows::NewStub(channel_)->List(&refused, request, &flows).error_code(),
              grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(ServicesTest, AFilterThatNamesNothingIsRefused) {
    v1::FlowList flows;
    EXPECT_EQ(list("bittorent", "", &flows).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
    EXPECT_EQ(list("", "s-9", &flows).error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(ServicesTest, TopIsBounded) {
    v1::TopFlowsRequest request;
    request.set_count(4'000'000);
    v1::FlowList flows;
    grpc::ClientContext context;
    ASSERT_TRUE(v1::Flows::NewStub(channel_)->Top(&context, request, &flows).ok());
    EXPECT_EQ(fake_.last_limit, 10'000u);
}

TEST_F(ServicesTest, LinksHaveTheirPortsAndOnRequestXstats) {
    for (const bool xstats : {false, true}) {
        v1::ListLinksRequest request;
        request.set_xstats(xstats);
        v1::ListLinksResponse response;
        grpc::ClientContext context;
        ASSERT_TRUE(v1::Links::NewStub(channel_)->List(&context, request, &response).ok());
        ASSERT_EQ(response.links_size(), 1);
        EXPECT_EQ(response.links(0).down_bps(), 2'000u);
        EXPECT_EQ(response.links(0).mode(), v1::Link::MODE_INLINE);
        ASSERT_EQ(response.links(0).ports_size(), 2);
        const v1::Port& access = response.links(0).ports(0);
        EXPECT_EQ(access.side(), v1::Port::SIDE_ACCESS);
        EXPECT_TRUE(access.up());
        EXPECT_EQ(access.missed_packets(), 3u);
        EXPECT_EQ(access.xstats_size(), xstats ? 1 : 0);
    }
}

TEST_F(ServicesTest, ATapIsToldByItsModeAndItsPorts) {
    LinkConfiguration tap;
    tap.name = "tap0";
    tap.mode = LinkMode::beside_path;
    fake_.view.links.push_back(tap);
    fake_.view.ports = [] {
        PortReport mirror;
        mirror.link = "tap0";
        mirror.role = PortRole::mirror;
        PortReport inject = mirror;
        inject.role = PortRole::inject;
        return std::vector<PortReport>{mirror, inject};
    };
    v1::ListLinksResponse response;
    grpc::ClientContext context;
    ASSERT_TRUE(v1::Links::NewStub(channel_)->List(&context, {}, &response).ok());
    ASSERT_EQ(response.links_size(), 2);
    EXPECT_EQ(response.links(1).mode(), v1::Link::MODE_TAP);
    ASSERT_EQ(response.links(1).ports_size(), 2);
    EXPECT_EQ(response.links(1).ports(0).side(), v1::Port::SIDE_MIRROR);
    EXPECT_EQ(response.links(1).ports(1).side(), v1::Port::SIDE_INJECT);
}

TEST_F(ServicesTest, EventsEndWithTheHistoryUnlessFollowed) {
    audit.record("test.one", "a", "");
    audit.record("test.two", "b", "");
    v1::WatchEventsRequest request;
    request.set_history(1);
    grpc::ClientContext context;
    const auto reader = v1::Events::NewStub(channel_)->Watch(&context, request);
    v1::Event event;
    ASSERT_TRUE(reader->Read(&event));
    EXPECT_EQ(event.kind(), "test.two");
    EXPECT_FALSE(reader->Read(&event));
    EXPECT_TRUE(reader->Finish().ok());
}

TEST_F(ServicesTest, AFollowerIsToldOfNewEvents) {
    audit.record("test.one", "a", "");
    v1::WatchEventsRequest request;
    request.set_history(1);
    request.set_follow(true);
    grpc::ClientContext context;
    const auto reader = v1::Events::NewStub(channel_)->Watch(&context, request);
    v1::Event event;
    ASSERT_TRUE(reader->Read(&event));
    audit.record("test.two", "b", "");
    ASSERT_TRUE(reader->Read(&event));
    EXPECT_EQ(event.kind(), "test.two");
    context.TryCancel();
    reader->Finish();
}

}  // namespace
}  // namespace sluice
