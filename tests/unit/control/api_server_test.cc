// SPDX-License-Identifier: Apache-2.0
#include "control/api_server.h"

#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "control/enforcement/rule_effects.h"
#include "control/listen_check.h"
#include "sluice/v1/policies.grpc.pb.h"
#include "tests/unit/control/control_fixture.h"
#include "tests/unit/control/fake_dataplane.h"

namespace sluice {
namespace {

class ApiServerTest : public testing::Test, protected ControlFixture {
 protected:
    std::shared_ptr<grpc::Channel> connect() const {
        return grpc::CreateChannel("unix:" + socket_, grpc::InsecureChannelCredentials());
    }

    // Answers one message with one, whatever it means.
    grpc::Status call(const std::string& method, const std::string& request,
                      std::string& response) const {
        const grpc::Slice slice(request);
        const grpc::ByteBuffer sent(&slice, 1);
        grpc::ByteBuffer received;
        grpc::ClientContext context;
        grpc::CompletionQueue queue;
        grpc::GenericStub stub(connect());
        const auto stream = stub.PrepareCall(&context, method, &queue);
        grpc::Status status;
        const auto wait = [&] {
            void* tag = nullptr;
            bool done = false;
            queue.Next(&tag, &done);
        };
        stream->StartCall(nullptr), wait();
        stream->Write(sent, nullptr), wait();
        stream->WritesDone(nullptr), wait();
        stream->Read(&received, nullptr), wait();
        stream->Finish(&status, nullptr), wait();
        std::vector<grpc::Slice> slices;
        received.Dump(&slices);
        for (const grpc::Slice& part : slices)
            response.append(reinterpret_cast<const char*>(part.begin()), part.size());
        return status;
    }

    FakeDataplane fake_;
    const std::string socket_ = folder / "s.sock";
    const RuleEffects effects_{fake_.view.workers};
    std::unique_ptr<ApiServer> server_ = std::make_unique<ApiServer>(
        socket_, store, audit, revisions, effects_, registry, fake_.view);
};

TEST_F(ApiServerTest, ItsSocketIsForOwnerAndGroupAndGoesWithIt) {
    struct stat found {};
    ASSERT_EQ(lstat(socket_.c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0777, 0660u);
    server_.reset();
    EXPECT_NE(lstat(socket_.c_str(), &found), 0);
}

TEST_F(ApiServerTest, AWatcherDoesNotKeepItFromStopping) {
    const auto stub = v1::Policies::NewStub(connect());
    grpc::ClientContext context;
    const auto reader = stub->Watch(&context, {});
    v1::Revision revision;
    ASSERT_TRUE(reader->Read(&revision));
    server_.reset();
    EXPECT_FALSE(reader->Read(&revision));
    EXPECT_FALSE(reader->Finish().ok());
}

TEST_F(ApiServerTest, ItSaysThatItIsServing) {
    std::string response;
    ASSERT_TRUE(call("/grpc.health.v1.Health/Check", "", response).ok());
    EXPECT_EQ(response, "\x08\x01");  // HealthCheckResponse { status: SERVING }
}

TEST_F(ApiServerTest, ReflectionListsTheServices) {
    std::string response;
    const std::string list_services = "\x3a\x01*";  // ServerReflectionRequest, field 7
    ASSERT_TRUE(call("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
                     list_services, response)
                    .ok());
    for (const char* service :
         {"sluice.v1.Policies", "sluice.v1.Flows", "sluice.v1.Links", "sluice.v1.Events"})
        EXPECT_THAT(response, testing::HasSubstr(service));
}

TEST_F(ApiServerTest, ASecondOneFindsTheSocketInUse) {
    EXPECT_THROW(claim_socket(socket_), ListenError);
}

}  // namespace
}  // namespace sluice
