// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/unit/control/services_fixture.h"

namespace sluice {
namespace {

class LinksServiceTest : public ServicesTest {};

TEST_F(LinksServiceTest, LinksHaveTheirPortsAndOnRequestXstats) {
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

TEST_F(LinksServiceTest, WhatLinksCarryIsToldWithoutAskingAPort) {
    fake_.links[0][0].passed[0].set(1'000);
    fake_.links[1][0].passed[0].set(500);
    fake_.links[1][0].passed[1].set(7);
    fake_.view.ports = []() -> std::vector<PortReport> {
        ADD_FAILURE() << "the ports were asked";
        return {};
    };
    v1::ListLinksRequest request;
    request.set_without_ports(true);
    uint64_t before_ns = 0;
    for (int i = 0; i < 2; ++i) {
        v1::ListLinksResponse response;
        grpc::ClientContext context;
        ASSERT_TRUE(v1::Links::NewStub(channel_)->List(&context, request, &response).ok());
        ASSERT_EQ(response.links_size(), 1);
        EXPECT_EQ(response.links(0).up_ip_bytes(), 1'500u);
        EXPECT_EQ(response.links(0).down_ip_bytes(), 7u);
        EXPECT_EQ(response.links(0).ports_size(), 0);
        EXPECT_GT(response.time_ns(), before_ns);
        before_ns = response.time_ns();
    }
}

TEST_F(LinksServiceTest, ATapIsToldByItsModeAndItsPorts) {
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

TEST_F(LinksServiceTest, ALinkThatIsBypassedSaysWhyAndAPortWhatItsProgramDid) {
    fake_.link_states = {{LinkState::State::bypassed, "worker 1 is stuck"}};
    fake_.view.ports = [] {
        PortReport port;
        port.link = "pop1";
        port.verdicts = {{.name = "bypassed_stale", .packets = 7, .bytes = 700}};
        return std::vector<PortReport>{port};
    };
    v1::ListLinksResponse response;
    grpc::ClientContext context;
    ASSERT_TRUE(v1::Links::NewStub(channel_)->List(&context, {}, &response).ok());
    EXPECT_EQ(response.links(0).state(), v1::Link::STATE_BYPASSED);
    EXPECT_EQ(response.links(0).state_reason(), "worker 1 is stuck");
    ASSERT_EQ(response.links(0).ports(0).verdicts_size(), 1);
    EXPECT_EQ(response.links(0).ports(0).verdicts(0).name(), "bypassed_stale");
    EXPECT_EQ(response.links(0).ports(0).verdicts(0).packets(), 7u);
    EXPECT_EQ(response.links(0).ports(0).verdicts(0).bytes(), 700u);
}

TEST_F(LinksServiceTest, AnOperatorForcesALinkAndTheAuditLogSaysWho) {
    v1::SetLinkModeRequest request;
    request.set_link("pop1");
    request.set_force(v1::SetLinkModeRequest::FORCE_CUT);
    request.set_author("eve");
    v1::SetLinkModeResponse response;
    grpc::ClientContext context;
    ASSERT_TRUE(v1::Links::NewStub(channel_)->SetMode(&context, request, &response).ok());
    EXPECT_EQ(fake_.forced, LinkForce::cut);
    const auto events = audit.latest(1);
    ASSERT_EQ(events.size(), 1u);
    EXPECT_EQ(events[0].kind, "link.forced");
    EXPECT_EQ(events[0].subject, "link pop1");
    EXPECT_EQ(events[0].detail, "cut, by eve");
}

TEST_F(LinksServiceTest, ALinkThatCannotBeForcedOrIsUnknownChangesNothing) {
    const auto answer = [&](const std::string& link, v1::SetLinkModeRequest::Force force) {
        v1::SetLinkModeRequest request;
        request.set_link(link);
        request.set_force(force);
        v1::SetLinkModeResponse response;
        grpc::ClientContext context;
        return v1::Links::NewStub(channel_)->SetMode(&context, request, &response);
    };
    EXPECT_EQ(answer("pop2", v1::SetLinkModeRequest::FORCE_CUT).error_message(),
              "there is no link 'pop2'");
    EXPECT_EQ(answer("pop1", v1::SetLinkModeRequest::FORCE_UNSPECIFIED).error_message(),
              "force: say FORCE_INSPECT, FORCE_BYPASS or FORCE_CUT");
    fake_.can_be_forced = false;
    const grpc::Status refused = answer("pop1", v1::SetLinkModeRequest::FORCE_CUT);
    EXPECT_EQ(refused.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
    EXPECT_EQ(refused.error_message(), "port eth2 cannot be forced");
    EXPECT_EQ(fake_.forced, LinkForce::inspect);
}

}  // namespace
}  // namespace sluice
