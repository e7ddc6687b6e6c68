// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "control/store/database.h"
#include "control/store/event_retention.h"
#include "control/store/file_lock.h"
#include "policy/policy.h"

namespace sluice {

using WallTime = std::chrono::system_clock::time_point;  // kept to the millisecond

enum class RevisionSource : uint8_t { file, apply, rollback, trial };

// Who made the policy what it is, when and why. Its document is read by itself.
struct Revision {
    uint64_t number = 0;  // from 1
    WallTime time;
    std::string author;
    std::string comment;
    RevisionSource source = RevisionSource::file;
};

// A revision that is active until somebody confirms it, or it is over.
struct TriedRevision {
    uint64_t revision = 0;
    uint64_t before = 0;  // what it goes back to
};

struct AuditEvent {
    uint64_t number = 0;  // from 1
    WallTime time;
    std::string kind;     // "policy.applied"
    std::string subject;  // "revision 7"
    std::string detail;
};

// Where policy revisions and the audit log outlive the daemon. Any thread. Everything throws
// StoreError; what a function was to write is then not written.
class Store {
 public:
    // One process at a time has it. Creates it if it is not there.
    explicit Store(const std::filesystem::path& file, size_t events_kept = EventRetention{}.events);

    // The number that is in revision is ignored; what is returned is it. A trial that ran is over.
    uint64_t add_revision(const Revision& revision, std::string_view document);
    // One that is to be tried, instead of that before it.
    uint64_t add_trial(const Revision& revision, std::string_view document, uint64_t before);
    std::optional<TriedRevision> trial();
    void confirm_trial();  // it stays
    std::optional<Revision> latest_revision();
    std::optional<Revision> revision(uint64_t number);
    std::optional<std::string> document(uint64_t number);
    std::vector<Revision> revisions(size_t limit);  // newest first

    // Subscribers that the API was told of: all or none of them.
    void put_subscribers(const std::vector<const Subscriber*>& subscribers);
    void remove_subscriber(const std::string& id);
    std::vector<Subscriber> subscribers();

    uint64_t add_event(const AuditEvent& event) { return add_events({&event, 1}); }
    uint64_t add_events(std::span<const AuditEvent> events);  // all or none; the last one's number
    std::vector<AuditEvent> latest_events(size_t limit);      // oldest first
    std::vector<AuditEvent> events_after(uint64_t number, size_t limit);
    size_t forget_events(WallTime before);  // how many there were

 private:
    uint64_t insert_revision(const Revision& revision, std::string_view document);

    std::mutex mutex_;
    const size_t events_kept_;
    FileLock lock_;
    Database database_;
};

}  // namespace sluice
