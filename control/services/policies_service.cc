// SPDX-License-Identifier: Apache-2.0
#include "control/services/policies_service.h"

#include <algorithm>

#include "control/services/effects_message.h"
#include "control/services/timestamps.h"
#include "control/why_refused.h"
#include "rpc/peer_name.h"

namespace sluice {
namespace {

constexpr uint32_t kHistoryDefault = 100;
constexpr uint32_t kHistoryMost = 10'000;
constexpr size_t kWordsMost = 1'024;  // bytes of an author, a comment, a file's name
constexpr int64_t kTrialSecondsMost = 7 * 86'400;
constexpr std::chrono::milliseconds kLookForCancel{200};

const std::string& name_or_default(const std::string& file_name) {
    static const std::string kDefault = "policy";
    return file_name.empty() ? kDefault : file_name;
}

v1::Revision::Source source_of(RevisionSource source) {
    switch (source) {
        case RevisionSource::file:
            return v1::Revision::SOURCE_FILE;
        case RevisionSource::apply:
            return v1::Revision::SOURCE_APPLY;
        case RevisionSource::rollback:
            return v1::Revision::SOURCE_ROLLBACK;
        case RevisionSource::trial:
            return v1::Revision::SOURCE_TRIAL;
    }
    return v1::Revision::SOURCE_UNSPECIFIED;
}

void fill(const Revision& revision, v1::Revision* out) {
    out->set_number(revision.number);
    set_time(revision.time, out->mutable_time());
    out->set_author(revision.author);
    out->set_comment(revision.comment);
    out->set_source(source_of(revision.source));
}

grpc::Status status_of(const StoreError& error) {
    return {grpc::StatusCode::UNAVAILABLE, error.what()};
}

grpc::Status too_long() {
    return {grpc::StatusCode::INVALID_ARGUMENT,
            "author, comment and file_name have at most " + std::to_string(kWordsMost) + " bytes"};
}

grpc::StatusCode code_of(const ChangeResult& result) {
    if (std::holds_alternative<InvalidPolicy>(result))
        return grpc::StatusCode::INVALID_ARGUMENT;
    if (std::holds_alternative<OtherRevisionActive>(result))
        return grpc::StatusCode::ABORTED;
    if (std::holds_alternative<NoSuchRevision>(result))
        return grpc::StatusCode::NOT_FOUND;
    return grpc::StatusCode::FAILED_PRECONDITION;
}

grpc::Status answer(const ChangeResult& result, v1::Revision* response) {
    const auto* revision = std::get_if<Revision>(&result);
    if (revision == nullptr)
        return {code_of(result), why_refused(result)};
    fill(*revision, response);
    return grpc::Status::OK;
}

void fill(const PolicyTrial& trial, v1::Trial* out) {
    using namespace std::chrono;
    const milliseconds left = trial.left(steady_clock::now());
    out->set_before(trial.before);
    out->mutable_left()->set_seconds(duration_cast<seconds>(left).count());
    out->mutable_left()->set_nanos(static_cast<int32_t>(nanoseconds(left % seconds(1)).count()));
    set_time(system_clock::now() + left, out->mutable_ends());
}

template <typename Request>
PolicyChange change_of(const grpc::ServerContext& context, const Request& request) {
    PolicyChange change{request.yaml(), name_or_default(request.file_name()),
                        author_of(context, request.author()), request.comment(), std::nullopt};
    if (request.has_expected_revision())
        change.expected_revision = request.expected_revision();
    return change;
}

}  // namespace

grpc::Status PoliciesService::Get(grpc::ServerContext*, const v1::GetPolicyRequest* request,
                                  v1::Policy* response) try {
    const uint64_t wanted =
        request->revision() != 0 ? request->revision() : revisions_.active()->revision();
    const auto revision = store_.revision(wanted);
    const auto document = store_.document(wanted);
    if (!revision || !document)
        return {grpc::StatusCode::NOT_FOUND, why_refused(NoSuchRevision{wanted})};
    fill(*revision, response->mutable_revision());
    response->set_yaml(*document);
    if (const auto trial = revisions_.trial(); trial && trial->revision == wanted) {
        fill(*trial, response->mutable_trial());
        *response->mutable_trial()->mutable_revision() = response->revision();
    }
    return grpc::Status::OK;
} catch (const StoreError& error) {
    return status_of(error);
}

grpc::Status PoliciesService::Validate(grpc::ServerContext*,
                                       const v1::ValidatePolicyRequest* request,
                                       v1::ValidatePolicyResponse* response) {
    const auto parsed = revisions_.check(request->yaml(), name_or_default(request->file_name()));
    for (const Complaint& complaint : parsed.complaints) {
        v1::Complaint* out = response->add_complaints();
        out->set_file(complaint.file);
        out->set_line(static_cast<uint32_t>(complaint.line));
        out->set_field(complaint.field);
        out->set_message(complaint.message);
    }
    if (parsed.policy) {
        response->set_rules(static_cast<uint32_t>(parsed.policy->rules.size()));
        response->set_subscribers(static_cast<uint32_t>(parsed.policy->subscribers.size()));
    }
    return grpc::Status::OK;
}

grpc::Status PoliciesService::Apply(grpc::ServerContext* context,
                                    const v1::ApplyPolicyRequest* request,
                                    v1::Revision* response) try {
    if (std::max({request->author().size(), request->comment().size(),
                  request->file_name().size()}) > kWordsMost)
        return too_long();
    return answer(revisions_.apply(change_of(*context, *request)), response);
} catch (const StoreError& error) {
    return status_of(error);
}

grpc::Status PoliciesService::Try(grpc::ServerContext* context, const v1::TryPolicyRequest* request,
                                  v1::Trial* response) try {
    if (std::max({request->author().size(), request->comment().size(),
                  request->file_name().size()}) > kWordsMost)
        return too_long();
    const int64_t seconds = request->duration().seconds();
    if (seconds < 1 || seconds > kTrialSecondsMost)
        return {grpc::StatusCode::INVALID_ARGUMENT,
                "a revision is tried for at least a second and at most seven days"};
    const auto status =
        answer(revisions_.try_out(change_of(*context, *request), std::chrono::seconds(seconds)),
               response->mutable_revision());
    if (const auto trial = revisions_.trial(); status.ok() && trial)
        fill(*trial, response);
    return status;
} catch (const StoreError& error) {
    return status_of(error);
}

grpc::Status PoliciesService::Confirm(grpc::ServerContext* context,
                                      const v1::ConfirmPolicyRequest* request,
                                      v1::Revision* response) try {
    if (std::max(request->author().size(), request->comment().size()) > kWordsMost)
        return too_long();
    std::optional<uint64_t> revision;
    if (request->has_revision())
        revision = request->revision();
    return answer(revisions_.confirm(revision, {"", "", author_of(*context, request->author()),
                                                request->comment(), std::nullopt}),
                  response);
} catch (const StoreError& error) {
    return status_of(error);
}

grpc::Status PoliciesService::Effects(grpc::ServerContext*, const v1::PolicyEffectsRequest* request,
                                      v1::PolicyEffects* response) {
    fill(effects_, *revisions_.active(), request->since_start(), response);
    return grpc::Status::OK;
}

grpc::Status PoliciesService::Rollback(grpc::ServerContext* context,
                                       const v1::RollbackPolicyRequest* request,
                                       v1::Revision* response) try {
    if (std::max(request->author().size(), request->comment().size()) > kWordsMost)
        return too_long();
    PolicyChange change{"", "", author_of(*context, request->author()), request->comment(),
                        std::nullopt};
    if (request->has_expected_revision())
        change.expected_revision = request->expected_revision();
    return answer(revisions_.rollback(request->revision(), std::move(change)), response);
} catch (const StoreError& error) {
    return status_of(error);
}

grpc::Status PoliciesService::History(grpc::ServerContext*, const v1::PolicyHistoryRequest* request,
                                      v1::PolicyHistoryResponse* response) try {
    const uint32_t limit = request->limit() == 0 ? kHistoryDefault : request->limit();
    for (const Revision& revision : store_.revisions(std::min(limit, kHistoryMost)))
        fill(revision, response->add_revisions());
    return grpc::Status::OK;
} catch (const StoreError& error) {
    return status_of(error);
}

grpc::Status PoliciesService::Watch(grpc::ServerContext* context, const v1::WatchPolicyRequest*,
                                    grpc::ServerWriter<v1::Revision>* writer) try {
    uint64_t told = 0;
    while (!context->IsCancelled()) {
        const uint64_t active = revisions_.wait_after(told, kLookForCancel);
        // All between, too: a watcher that was slow misses none.
        for (uint64_t number = told == 0 ? active : told + 1; number <= active; ++number) {
            v1::Revision out;
            if (const auto revision = store_.revision(number))
                fill(*revision, &out);
            if (!writer->Write(out))
                return grpc::Status::OK;
        }
        told = active;
    }
    return grpc::Status::OK;
} catch (const StoreError& error) {
    return status_of(error);
}

}  // namespace sluice
