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
#include "control/policy_trial.h"
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
struct OtherRevisionOnTrial {
    PolicyTrial trial;
};
struct NotOnTrial {
    std::optional<uint64_t> wanted;  // none: any
    std::optional<uint64_t> tried;   // none: nothing is
};
using ChangeResult = std::variant<Revision, InvalidPolicy, OtherRevisionActive, NoSuchRevision,
                                  OtherRevisionOnTrial, NotOnTrial>;

// To be called before load_policy(): a daemon that ended while a revision was tried, however that
// was, comes back with the one before, since nobody said that the tried one is any good.
void end_trial_of_before(Store& store, AuditLog& audit);

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
    using SteadyTime = std::chrono::steady_clock::time_point;

    // active: what load_policy() gave and the packet path runs on. links: the box's, that sites are
    // next to; without any, nothing is asked of sites' links.
    PolicyRevisions(Store& store, AuditLog& audit, SubscriberRegistry& registry,
                    std::shared_ptr<const Snapshot> active, Publish publish,
                    std::vector<LinkCapacity> links = {}, Objections objections = {});

    ChangeResult apply(const PolicyChange& change);
    // The same for what the config file says now.
    ChangeResult import_file(const PolicyChange& change);
    // change.document and file_name are ignored. Ends a trial.
    ChangeResult rollback(uint64_t revision, PolicyChange change);

    // As apply(), until it is confirmed or the time is over. While it runs there is no other change
    // but a rollback: neither apply() nor the end of the trial may undo what somebody else did.
    ChangeResult try_out(const PolicyChange& change, std::chrono::milliseconds how_long,
                         SteadyTime now = std::chrono::steady_clock::now());
    // revision: of none, whichever is being tried. change: who and why.
    ChangeResult confirm(std::optional<uint64_t> revision, const PolicyChange& change);
    std::optional<PolicyTrial> trial() const;
    // Goes back if the time is over; to be called often. Throws nothing: if the store cannot keep
    // it, the packet path goes back all the same, and the store is tried again later.
    void end_trial_if_over(SteadyTime now = std::chrono::steady_clock::now());

    // What apply() would say of the document; nothing is changed.
    ParsedPolicy check(const std::string& document, const std::string& file_name) const;

    std::shared_ptr<const Snapshot> active() const;
    // A snapshot that flows may still have been decided by; null if it is long gone.
    std::shared_ptr<const Snapshot> find_snapshot(uint32_t number) const;

    // Who made it, when and why; nothing if the store does not know it.
    std::optional<Revision> find_revision(uint64_t number) const;

    // The active revision's number, once it is beyond the given one or the time is over.
    uint64_t wait_after(uint64_t revision, std::chrono::milliseconds timeout) const;

 private:
    struct RunningTrial {
        PolicyTrial trial;
        std::string document_before;
        std::string how_long;
        bool gone_back = false;  // on the packet path; the store could not keep it yet
    };
    using Keep = std::function<uint64_t(const Revision&, const std::string& document)>;

    ChangeResult change_to(const PolicyChange& change, RevisionSource source, const Keep& keep);
    Keep keep_in_store();
    std::optional<OtherRevisionOnTrial> objection_of_trial() const;
    void publish(Policy policy, uint64_t revision);
    void go_back(SteadyTime now);
    void set_trial(std::optional<RunningTrial> trial);

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
    std::optional<RunningTrial> trial_;                      // written with both mutexes held
};

}  // namespace sluice
