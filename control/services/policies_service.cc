// SPDX-License-Identifier: Apache-2.0
#include "control/services/policies_service.h"

#include <algorithm>

#include "control/services/timestamps.h"

namespace sluice {
namespace {

constexpr uint32_t kHistoryDefault = 100;
constexpr uint32_t kHistoryMost = 10'000;
constexpr size_t kWordsMost = 1'024;        // bytes of an author, a comment, a file's name
constexpr size_t kStatusBytesMost = 2'000;  // a status travels in a header of at most 8 KiB
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

grpc::Status status_of(const NoSuchRevision& refusal) {
    return {grpc::StatusCode::NOT_FOUND, "there is no revision " + std::to_string(refusal.wanted)};
}

grpc::Status status_of(const OtherRevisionActive& refusal) {
    return {grpc::StatusCode::ABORTED,
            "revision " + std::to_string(refusal.active) + " is active, not the expected " +
                std::to_string(refusal.expected) + "; nothing was changed"};
}

grpc::Status status_of(const InvalidPolicy& refusal) {
    std::string text;
    size_t told = 0;
    for (const Complaint& complaint : refusal.complaints) {
        const std::string line = complaint.to_string();
        if (text.size() + line.size() > kStatusBytesMost)
            break;
        text += (told++ == 0 ? "" : "\n") + line;
    }
    if (told < refusal.complaints.size())
        text += "\nand " + std::to_string(refusal.complaints.size() - told) +
                " more: Validate returns them all";
    return {grpc::StatusCode::INVALID_ARGUMENT, text};
}

grpc::Status too_long() {
    return {grpc::StatusCode::INVALID_ARGUMENT,
            "author, comment and file_name have at most " + std::to_string(kWordsMost) + " bytes"};
}

grpc::Status answer(const ChangeResult& result, v1::Revision* response) {
    if (const auto* revision = std::get_if<Revision>(&result)) {
        fill(*revision, response);
        return grpc::Status::OK;
    }
    if (const auto* invalid = std::get_if<InvalidPolicy>(&result))
        return status_of(*invalid);
    if (const auto* other = std::get_if<OtherRevisionActive>(&result))
        return status_of(*other);
    return status_of(std::get<NoSuchRevision>(result));
}

}  // namespace

grpc::Status PoliciesService::Get(grpc::ServerContext*, const v1::GetPolicyRequest* request,
                                  v1::Policy* response) try {
    const uint64_t wanted =
        request->revision() != 0 ? request->revision() : revisions_.active()->revision();
    const auto revision = store_.revision(wanted);
    const auto document = store_.document(wanted);
    if (!revision || !document)
        return status_of(NoSuchRevision{wanted});
    fill(*revision, response->mutable_revision());
    response->set_yaml(*document);
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

grpc::Status PoliciesService::Apply(grpc::ServerContext*, const v1::ApplyPolicyRequest* request,
                                    v1::Revision* response) try {
    if (std::max({request->author().size(), request->comment().size(),
                  request->file_name().size()}) > kWordsMost)
        return too_long();
    PolicyChange change{request->yaml(), name_or_default(request->file_name()), request->author(),
                        request->comment(), std::nullopt};
    if (request->has_expected_revision())
        change.expected_revision = request->expected_revision();
    return answer(revisions_.apply(change), response);
} catch (const StoreError& error) {
    return status_of(error);
}

grpc::Status PoliciesService::Rollback(grpc::ServerContext*,
                                       const v1::RollbackPolicyRequest* request,
                                       v1::Revision* response) try {
    if (std::max(request->author().size(), request->comment().size()) > kWordsMost)
        return too_long();
    PolicyChange change{"", "", request->author(), request->comment(), std::nullopt};
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
