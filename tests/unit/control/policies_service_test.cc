// SPDX-License-Identifier: Apache-2.0
#include "control/services/policies_service.h"

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include "tests/unit/control/control_fixture.h"

namespace sluice {
namespace {

using grpc::StatusCode;
using testing::HasSubstr;

class PoliciesServiceTest : public testing::Test, protected ControlFixture {
 protected:
    PoliciesServiceTest() {
        grpc::ServerBuilder builder;
        builder.RegisterService(&service_);
        server_ = builder.BuildAndStart();
        stub_ = v1::Policies::NewStub(server_->InProcessChannel({}));
    }
    ~PoliciesServiceTest() override { server_->Shutdown(); }

    grpc::Status apply_text(const std::string& yaml, v1::Revision* revision,
                            std::optional<uint64_t> expected = std::nullopt) {
        v1::ApplyPolicyRequest request;
        request.set_yaml(yaml);
        request.set_file_name("mine.yaml");
        request.set_author("ann");
        if (expected)
            request.set_expected_revision(*expected);
        grpc::ClientContext context;
        return stub_->Apply(&context, request, revision);
    }

    PoliciesService service_{store, revisions};
    std::unique_ptr<grpc::Server> server_;
    std::unique_ptr<v1::Policies::Stub> stub_;
};

TEST_F(PoliciesServiceTest, GetReturnsWhatWasAppliedAndWhatWasBefore) {
    v1::Revision revision;
    ASSERT_TRUE(apply_text(kDropPolicy, &revision).ok());
    EXPECT_EQ(revision.number(), 2u);
    EXPECT_EQ(revision.source(), v1::Revision::SOURCE_APPLY);

    v1::GetPolicyRequest request;
    v1::Policy policy;
    grpc::ClientContext first;
    ASSERT_TRUE(stub_->Get(&first, request, &policy).ok());
    EXPECT_EQ(policy.yaml(), kDropPolicy);
    EXPECT_EQ(policy.revision().number(), 2u);
    EXPECT_EQ(policy.revision().author(), "ann");

    request.set_revision(1);
    grpc::ClientContext second;
    ASSERT_TRUE(stub_->Get(&second, request, &policy).ok());
    EXPECT_EQ(policy.yaml(), "");

    request.set_revision(3);
    grpc::ClientContext third;
    EXPECT_EQ(stub_->Get(&third, request, &policy).error_code(), StatusCode::NOT_FOUND);
}

TEST_F(PoliciesServiceTest, ValidateSaysEverythingAndChangesNothing) {
    v1::ValidatePolicyRequest request;
    request.set_yaml("rules: 3\ntiers: 4\n");
    request.set_file_name("mine.yaml");
    v1::ValidatePolicyResponse response;
    grpc::ClientContext context;
    ASSERT_TRUE(stub_->Validate(&context, request, &response).ok());
    ASSERT_EQ(response.complaints_size(), 2);
    EXPECT_EQ(response.complaints(0).file(), "mine.yaml");
    EXPECT_EQ(revisions.active()->revision(), 1u);
}

TEST_F(PoliciesServiceTest, ValidateCountsWhatIsRight) {
    v1::ValidatePolicyRequest request;
    request.set_yaml(kDropPolicy);
    v1::ValidatePolicyResponse response;
    grpc::ClientContext context;
    ASSERT_TRUE(stub_->Validate(&context, request, &response).ok());
    EXPECT_EQ(response.complaints_size(), 0);
    EXPECT_EQ(response.rules(), 1u);
}

TEST_F(PoliciesServiceTest, AWrongPolicyIsRefusedWithItsComplaints) {
    v1::Revision revision;
    const auto status = apply_text("rules: 3\n", &revision);
    EXPECT_EQ(status.error_code(), StatusCode::INVALID_ARGUMENT);
    EXPECT_THAT(status.error_message(), HasSubstr("mine.yaml:1: rules: expected a list"));
    EXPECT_TRUE(published.empty());
}

TEST_F(PoliciesServiceTest, AThousandComplaintsStillFitIntoAStatus) {
    std::string text = "rules:\n";
    for (int i = 0; i < 1'000; ++i)
        text += "  - { nome: a }\n";
    v1::Revision revision;
    const auto status = apply_text(text, &revision);
    EXPECT_EQ(status.error_code(), StatusCode::INVALID_ARGUMENT);
    EXPECT_LT(status.error_message().size(), 4'096u);
    EXPECT_THAT(status.error_message(), HasSubstr("more: Validate returns them all"));
}

TEST_F(PoliciesServiceTest, AnotherRevisionThanExpectedAborts) {
    v1::Revision revision;
    const auto status = apply_text(kDropPolicy, &revision, 7);
    EXPECT_EQ(status.error_code(), StatusCode::ABORTED);
    EXPECT_EQ(status.error_message(),
              "revision 1 is active, not the expected 7; nothing was changed");
}

TEST_F(PoliciesServiceTest, ACommentHasABound) {
    v1::ApplyPolicyRequest request;
    request.set_comment(std::string(1'025, 'x'));
    v1::Revision revision;
    grpc::ClientContext context;
    EXPECT_EQ(stub_->Apply(&context, request, &revision).error_code(),
              StatusCode::INVALID_ARGUMENT);
}

TEST_F(PoliciesServiceTest, RollbackBringsTheOldTextBack) {
    v1::Revision revision;
    ASSERT_TRUE(apply_text(kDropPolicy, &revision).ok());
    v1::RollbackPolicyRequest request;
    request.set_revision(1);
    grpc::ClientContext context;
    ASSERT_TRUE(stub_->Rollback(&context, request, &revision).ok());
    EXPECT_EQ(revision.number(), 3u);
    EXPECT_TRUE(published.back()->policy().rules.empty());

    request.set_revision(9);
    grpc::ClientContext unknown;
    EXPECT_EQ(stub_->Rollback(&unknown, request, &revision).error_code(), StatusCode::NOT_FOUND);
}

TEST_F(PoliciesServiceTest, HistoryIsNewestFirst) {
    v1::Revision revision;
    ASSERT_TRUE(apply_text(kDropPolicy, &revision).ok());
    v1::PolicyHistoryResponse response;
    grpc::ClientContext context;
    ASSERT_TRUE(stub_->History(&context, {}, &response).ok());
    ASSERT_EQ(response.revisions_size(), 2);
    EXPECT_EQ(response.revisions(0).number(), 2u);
    EXPECT_EQ(response.revisions(1).source(), v1::Revision::SOURCE_FILE);
}

TEST_F(PoliciesServiceTest, AWatcherIsToldOfEveryRevision) {
    grpc::ClientContext context;
    const auto reader = stub_->Watch(&context, {});
    v1::Revision revision;
    ASSERT_TRUE(reader->Read(&revision));
    EXPECT_EQ(revision.number(), 1u);
    apply(kDropPolicy);
    apply("");
    ASSERT_TRUE(reader->Read(&revision));
    EXPECT_EQ(revision.number(), 2u);
    ASSERT_TRUE(reader->Read(&revision));
    EXPECT_EQ(revision.number(), 3u);
    context.TryCancel();
    reader->Finish();
}

}  // namespace
}  // namespace sluice
