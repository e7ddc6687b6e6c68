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

    grpc::Status try_out(const std::string& yaml, int64_t seconds, v1::Trial* trial) {
        v1::TryPolicyRequest request;
        request.set_yaml(yaml);
        request.set_author("ann");
        request.mutable_duration()->set_seconds(seconds);
        grpc::ClientContext context;
        return stub_->Try(&context, request, trial);
    }

    const std::unique_ptr<RuleCounters> counters_ = std::make_unique<RuleCounters>();
    RuleEffects effects_{[this] {
        WorkerReport worker;
        worker.rules = counters_.get();
        return std::vector{worker};
    }};
    PoliciesService service_{store, revisions, effects_};
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

TEST_F(PoliciesServiceTest, ATrialSaysWhenItEndsAndGetSaysSoToo) {
    v1::Trial trial;
    ASSERT_TRUE(try_out(kDropPolicy, 600, &trial).ok());
    EXPECT_EQ(trial.revision().number(), 2u);
    EXPECT_EQ(trial.revision().source(), v1::Revision::SOURCE_TRIAL);
    EXPECT_EQ(trial.before(), 1u);
    EXPECT_GE(trial.left().seconds(), 598);
    v1::GetPolicyRequest request;
    v1::Policy policy;
    grpc::ClientContext first;
    ASSERT_TRUE(stub_->Get(&first, request, &policy).ok());
    EXPECT_EQ(policy.trial().before(), 1u);
    request.set_revision(1);
    grpc::ClientContext second;
    ASSERT_TRUE(stub_->Get(&second, request, &policy).ok());
    EXPECT_FALSE(policy.has_trial());
}

TEST_F(PoliciesServiceTest, WhileOneIsTriedApplyFailsAndConfirmHelps) {
    v1::Trial trial;
    ASSERT_TRUE(try_out(kDropPolicy, 600, &trial).ok());
    v1::Revision revision;
    const auto status = apply_text("", &revision);
    EXPECT_EQ(status.error_code(), StatusCode::FAILED_PRECONDITION);
    EXPECT_THAT(status.error_message(), HasSubstr("revision 2 is being tried by ann"));

    v1::ConfirmPolicyRequest request;
    request.set_author("bob");
    grpc::ClientContext context;
    ASSERT_TRUE(stub_->Confirm(&context, request, &revision).ok());
    EXPECT_EQ(revision.number(), 2u);
    EXPECT_TRUE(apply_text("", &revision).ok());
    grpc::ClientContext again;
    EXPECT_EQ(stub_->Confirm(&again, request, &revision).error_code(),
              StatusCode::FAILED_PRECONDITION);
}

TEST_F(PoliciesServiceTest, ATrialHasABound) {
    v1::Trial trial;
    for (const int64_t seconds : {int64_t{-1}, int64_t{0}, int64_t{7 * 86'400 + 1}})
        EXPECT_EQ(try_out(kDropPolicy, seconds, &trial).error_code(), StatusCode::INVALID_ARGUMENT);
    EXPECT_TRUE(published.empty());
}

TEST_F(PoliciesServiceTest, EffectsAreByRuleSinceTheRevisionOrTheStart) {
    v1::Revision revision;
    ASSERT_TRUE(apply_text(kDropPolicy, &revision).ok());
    auto& counted = counters_->of(revisions.active()->rule_number(0), false);
    counted[static_cast<size_t>(RuleDeed::decided)].packets.add(2);
    counted[static_cast<size_t>(RuleDeed::dropped)].packets.add(5);
    counted[static_cast<size_t>(RuleDeed::dropped)].ip_bytes.add(700);
    effects_.begin(*revisions.active());
    counted[static_cast<size_t>(RuleDeed::dropped)].packets.add(1);

    const auto effects = [&](bool since_start) {
        v1::PolicyEffectsRequest request;
        request.set_since_start(since_start);
        v1::PolicyEffects answer;
        grpc::ClientContext context;
        EXPECT_TRUE(stub_->Effects(&context, request, &answer).ok());
        return answer;
    };
    const auto since_start = effects(true);
    EXPECT_EQ(since_start.revision(), 2u);
    ASSERT_EQ(since_start.rules_size(), 1);
    EXPECT_EQ(since_start.rules(0).rule(), "no-bittorrent");
    EXPECT_EQ(since_start.rules(0).flows(), 2u);
    ASSERT_EQ(since_start.rules(0).did_size(), 1);
    EXPECT_EQ(since_start.rules(0).did(0).deed(), "dropped");
    EXPECT_EQ(since_start.rules(0).did(0).packets(), 6u);
    EXPECT_EQ(since_start.rules(0).did(0).ip_bytes(), 700u);
    EXPECT_EQ(since_start.rules(0).would_have_size(), 0);
    EXPECT_EQ(effects(false).rules(0).did(0).packets(), 1u);
    EXPECT_EQ(effects(false).rules(0).flows(), 0u);
}

}  // namespace
}  // namespace sluice
