// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include "control/services/events_service.h"
#include "control/services/flows_service.h"
#include "control/services/links_service.h"
#include "control/services/subscribers_service.h"
#include "tests/unit/control/control_fixture.h"
#include "tests/unit/control/fake_dataplane.h"

namespace sluice {

// The services that tell of what is there, behind a channel, over a data plane that says what a
// test gives it.
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

    static constexpr const char* kPolicy =
        "subscribers:\n"
        "  - { id: s-1, addresses: [198.51.100.7] }\n"
        "  - { id: s-2, addresses: [198.51.100.8] }\n"
        "rules:\n"
        "  - { name: slow, match: { label: bittorrent, direction: up }, action: { drop: true } }\n";

    // A flow of s-2 that the active policy, kPolicy, has decided.
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
    LinksService links_{fake_.view, audit};
    EventsService events_{audit};
    SubscribersService subscribers_{registry, store};
    std::unique_ptr<grpc::Server> server_;
    std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace sluice
