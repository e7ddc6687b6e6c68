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
#include "control/store/file_lock.h"
#include "policy/policy.h"

namespace sluice {

using WallTime = std::chrono::system_clock::time_point;  // kept to the millisecond

enum class RevisionSource : uint8_t { file, apply, rollback };

// Who made the policy what it is, when and why. Its document is read by itself.
struct Revision {
    uint64_t number = 0;  // from 1
    WallTime time;
    std::string author;
    std::string comment;
    RevisionSource source = RevisionSource::file;
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
    static constexpr size_t kEventsKept = 100'000;

    // One process at a time has it. Creates it if it is not there.
    explicit Store(const std::filesystem::path& file, size_t events_kept = kEventsKept);

    // The number that is in revision is ignored; what is returned is it.
    uint64_t add_revision(const Revision& revision, std::string_view document);
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

 private:
    void create_or_check_schema();
    void bring_schema_up_to_date(int64_t version);

    std::mutex mutex_;
    const size_t events_kept_;
    FileLock lock_;
    Database database_;
};

}  // namespace sluice
