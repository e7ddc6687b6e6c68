// SPDX-License-Identifier: Apache-2.0
#include "control/policy_revisions.h"

#include <algorithm>
#include <iterator>

#include <spdlog/spdlog.h>

#include "policy/yaml/field_line.h"

namespace sluice {
namespace {

constexpr uint64_t kFirstRevision = 1;
constexpr uint32_t kFirstSnapshot = 1;  // 0 is a flow that has not been decided

std::string subject_of(uint64_t revision) {
    return "revision " + std::to_string(revision);
}

std::string_view kind_of(RevisionSource source) {
    switch (source) {
        case RevisionSource::file:
            return "policy.imported";
        case RevisionSource::apply:
            return "policy.applied";
        case RevisionSource::rollback:
            return "policy.rolled_back";
        case RevisionSource::trial:
            return "policy.tried";
    }
    return "";
}

// In a document that was read once already.
void locate(Complaints& objections, const std::string& document, const std::string& file_name) {
    if (objections.empty())
        return;
    Complaints told_already;
    const auto root = read_yaml(document, file_name, told_already);
    for (Complaint& objection : objections) {
        objection.file = file_name;
        objection.line = root ? line_of_field(*root, objection.field) : 0;
    }
}

std::string describe(const Policy& policy, const PolicyChange& change) {
    std::string text = std::to_string(policy.rules.size()) + " rules, " +
                       std::to_string(policy.subscribers.size()) + " subscribers";
    if (!change.author.empty())
        text += ", by " + change.author;
    if (!change.comment.empty())
        text += ": " + change.comment;
    return text;
}

}  // namespace

std::shared_ptr<const Snapshot> load_policy(Store& store, SubscriberRegistry& registry,
                                            const std::string& file_policy,
                                            const std::string& file_name) {
    const auto newest = store.latest_revision();
    const uint64_t number = newest ? newest->number : kFirstRevision;
    const std::string document = newest ? store.document(number).value() : file_policy;
    if (document != file_policy)
        spdlog::warn("the policy in {} differs from revision {}, which stays: SIGHUP imports it",
                     file_name, number);
    auto parsed = parse_policy(document, subject_of(number), PolicyFileKind::policy, kBoxKeys);
    if (!parsed.policy)
        throw StoreError("the stored policy is not valid for this version: " +
                         parsed.complaints.front().to_string() +
                         ": start the version that wrote it, and apply one that is");
    auto snapshot = registry.adopt(std::move(*parsed.policy), number, kFirstSnapshot);
    // What the store keeps did agree with the revision before it; a file that was edited may not.
    for (const Subscriber& subscriber : store.subscribers())
        if (const auto reason = registry.put(SubscriberRegistry::Layer::api, subscriber))
            spdlog::error("subscriber '{}', who was imported, is left out: {}", subscriber.id,
                          *reason);
    return snapshot;
}

void keep_first_policy(Store& store, const std::string& file_policy, const std::string& file_name) {
    if (!store.latest_revision())
        store.add_revision({0, std::chrono::system_clock::now(), "sluiced",
                            "first start, from " + file_name, RevisionSource::file},
                           file_policy);
}

PolicyRevisions::PolicyRevisions(Store& store, AuditLog& audit, SubscriberRegistry& registry,
                                 std::shared_ptr<const Snapshot> active, Publish publish,
                                 std::vector<LinkCapacity> links, Objections objections)
    : store_(store),
      audit_(audit),
      registry_(registry),
      publish_(std::move(publish)),
      links_(std::move(links)),
      objections_(std::move(objections)),
      snapshots_{std::move(active)} {}

ChangeResult PolicyRevisions::apply(const PolicyChange& change) {
    const std::lock_guard changing(changing_);
    if (const auto objection = objection_of_trial())
        return *objection;
    return change_to(change, RevisionSource::apply, keep_in_store());
}

ChangeResult PolicyRevisions::import_file(const PolicyChange& change) {
    const std::lock_guard changing(changing_);
    if (const auto objection = objection_of_trial())
        return *objection;
    return change_to(change, RevisionSource::file, keep_in_store());
}

ChangeResult PolicyRevisions::rollback(uint64_t revision, PolicyChange change) {
    const std::lock_guard changing(changing_);
    // What that would mean is to confirm it.
    if (const auto objection = objection_of_trial();
        objection && objection->trial.revision == revision)
        return *objection;
    auto document = store_.document(revision);
    if (!document)
        return NoSuchRevision{revision};
    change.document = std::move(*document);
    change.file_name = subject_of(revision);
    change.comment =
        "back to " + subject_of(revision) + (change.comment.empty() ? "" : ": " + change.comment);
    return change_to(change, RevisionSource::rollback, keep_in_store());
}

PolicyRevisions::Keep PolicyRevisions::keep_in_store() {
    return [this](const Revision& revision, const std::string& document) {
        const uint64_t number = store_.add_revision(revision, document);
        set_trial(std::nullopt);
        return number;
    };
}

ChangeResult PolicyRevisions::change_to(const PolicyChange& change, RevisionSource source,
                                        const Keep& keep) {
    const auto before = active();
    if (change.expected_revision && *change.expected_revision != before->revision())
        return OtherRevisionActive{before->revision(), *change.expected_revision};
    auto parsed = check(change.document, change.file_name);
    if (!parsed.policy)
        return InvalidPolicy{std::move(parsed.complaints)};

    const std::string detail = describe(*parsed.policy, change);
    Revision revision{0, std::chrono::system_clock::now(), change.author, change.comment, source};
    revision.number = keep(revision, change.document);
    publish(std::move(*parsed.policy), revision.number);
    audit_.record(kind_of(source), subject_of(revision.number), detail);
    return revision;
}

void PolicyRevisions::publish(Policy policy, uint64_t revision) {
    const auto snapshot = registry_.adopt(std::move(policy), revision, active()->number() + 1);
    {
        // Before it is published, so that whoever sees a flow decided by it finds its names.
        const std::lock_guard lock(mutex_);
        snapshots_.push_back(snapshot);
        if (snapshots_.size() > kSnapshotsKept)
            snapshots_.pop_front();
    }
    publish_(snapshot);
    changed_.notify_all();
}

ParsedPolicy PolicyRevisions::check(const std::string& document,
                                    const std::string& file_name) const {
    auto parsed = parse_policy(document, file_name, PolicyFileKind::policy, kBoxKeys);
    if (!parsed.policy)
        return parsed;
    for (std::string& objection : registry_.objections(*parsed.policy))
        parsed.complaints.push_back({.file = file_name,
                                     .line = 0,
                                     .field = "subscribers",
                                     .message = std::move(objection)});
    if (!links_.empty())
        for (Complaint& complaint : check_policy_links(*parsed.policy, links_, file_name))
            parsed.complaints.push_back(std::move(complaint));
    if (objections_) {
        Complaints objections = objections_(*parsed.policy);
        locate(objections, document, file_name);
        std::ranges::move(objections, std::back_inserter(parsed.complaints));
    }
    if (!parsed.complaints.empty())
        parsed.policy.reset();
    return parsed;
}

std::shared_ptr<const Snapshot> PolicyRevisions::active() const {
    const std::lock_guard lock(mutex_);
    return snapshots_.back();
}

std::shared_ptr<const Snapshot> PolicyRevisions::find_snapshot(uint32_t number) const {
    const std::lock_guard lock(mutex_);
    for (const auto& snapshot : snapshots_) {
        if (snapshot->number() == number)
            return snapshot;
    }
    return nullptr;
}

std::optional<Revision> PolicyRevisions::find_revision(uint64_t number) const {
    return store_.revision(number);
}

uint64_t PolicyRevisions::wait_after(uint64_t revision, std::chrono::milliseconds timeout) const {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, timeout, [&] { return snapshots_.back()->revision() > revision; });
    return snapshots_.back()->revision();
}

}  // namespace sluice
