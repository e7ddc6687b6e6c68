// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/unit/control/services_fixture.h"

namespace sluice {
namespace {

class EventsServiceTest : public ServicesTest {};

TEST_F(EventsServiceTest, EventsEndWithTheHistoryUnlessFollowed) {
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

TEST_F(EventsServiceTest, AFollowerIsToldOfNewEvents) {
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
