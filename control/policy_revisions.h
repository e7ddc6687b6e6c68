// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "control/audit_log.h"
#include "control/store/store.h"
#include "control/subscribers/registry.h"
#include "policy/complaint.h"
#include "policy/policy_links.h"
#include "policy/policy_yaml.h"
#include "policy/snapshot.h"

namespace sluice {

// A change of policy that somebody asks for.
struct PolicyChange {
    std::string document;
    std::string file_name;  // what complaints name
    std::string author;
    std::string comment;
    std::optional<uint64_t> expected_revision;  // refused if another one is active
};

// Why the policy stays as it is.
struct InvalidPolicy {
    Complaints complaints;
};
struct OtherRevisionActive {
    uint64_t active = 0;
    uint64_t expected = 0;
};
struct NoSuchRevision {
    uint64_t wanted = 0;
};
using ChangeResult = std::variant<Revision, InvalidPolicy, OtherRevisionActive, NoSuchRevision>;

// The snapshot of the store's newest revision; in a store without any, of the config file's policy
// as revision 1. Throws StoreError, also if the revision is no valid policy.
// registry: afterwards it has the subscribers of the policy, and those that the store keeps.
std::shared_ptr<const Snapshot> load_policy(Store& store, SubscriberRegistry& registry,
                                            const std::string& file_policy,
                                            const std::string& file_name);
// Keeps that revision 1, once the box has started with it: a first start that failed leaves none.
void keep_first_policy(Store& store, const std::string& file_policy, const std::string& file_name);

// The policy's way to the packet path: check, keep, compile, publish, one change at a time. What
// the store has not kept is not published. Any thread; throws StoreError.
class PolicyRevisions {
 public:
    using Publish = std::function<void(std::shared_ptr<const Snapshot>)>;
    // What else the box cannot do of a policy, without file and line.
    using Objections = std::function<Complaints(const Policy&)>;

    // active: what load_policy() gave and the packet path runs on. links: the box's, that sites are
    // next to; without any, nothing is asked of sites' links.
    PolicyRevisions(Store& store, AuditLog& audit, SubscriberRegistry& registry,
                    std::shared_ptr<const Snapshot> active, Publish publish,
                    std::vector<LinkCapacity> links = {}, Objections objections = {});

    ChangeResult apply(const PolicyChange& change);
    // The same for what the config file says now.
    ChangeResult import_file(const PolicyChange& change);
    // change.document and file_name are ignored.
    ChangeResult rollback(uint64_t revision, PolicyChange change);

    // What apply() would say of the document; nothing is changed.
    ParsedPolicy check(const std::string& document, const std::string& file_name) const;

    std::shared_ptr<const Snapshot> active() const;
    // A snapshot that flows may still have been decided by; null if it is long gone.
    std::shared_ptr<const Snapshot> find_snapshot(uint32_t number) const;

    // The active revision's number, once it is beyond the given one or the time is over.
    uint64_t wait_after(uint64_t revision, std::chrono::milliseconds timeout) const;

 private:
    ChangeResult change_to(const PolicyChange& change, RevisionSource source);

    // Flows decide anew with their next packet, so a few are enough to name what idle ones do.
    static constexpr size_t kSnapshotsKept = 4;

    Store& store_;
    AuditLog& audit_;
    SubscriberRegistry& registry_;
    const Publish publish_;
    const std::vector<LinkCapacity> links_;
    const Objections objections_;
    std::mutex changing_;  // held for a whole change
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    std::deque<std::shared_ptr<const Snapshot>> snapshots_;  // newest last
};

}  // namespace sluice
