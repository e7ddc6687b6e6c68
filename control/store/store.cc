// SPDX-License-Identifier: Apache-2.0
#include "control/store/store.h"

#include <algorithm>
#include <iterator>
#include <sstream>
#include <string_view>

#include "control/store/schema.h"
#include "policy/subscriber_notation.h"

namespace sluice {
namespace {

constexpr std::string_view kSources[] = {"file", "apply", "rollback", "trial"};

constexpr std::string_view kRevisionColumns =
    "SELECT number, time_ms, author, comment, source FROM revisions ";
constexpr std::string_view kEventColumns = "SELECT number, time_ms, kind, subject, detail FROM ";

int64_t to_ms(WallTime time) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

WallTime from_ms(int64_t time_ms) {
    return WallTime(std::chrono::milliseconds(time_ms));
}

// As words with spaces between them.
std::string words_of(const std::vector<SubscriberAddress>& addresses) {
    std::string words;
    for (const SubscriberAddress& address : addresses)
        words += (words.empty() ? "" : " ") + to_string(address);
    return words;
}

std::vector<SubscriberAddress> addresses_of(const std::string& words, const std::string& id,
                                            const std::string& file) {
    std::vector<SubscriberAddress> addresses;
    std::istringstream in(words);
    for (std::string word; in >> word;) {
        const auto parsed = parse_subscriber_address(word);
        if (!parsed.address)
            throw StoreError("the store " + file + ": subscriber '" + id + "': " + parsed.reason +
                             ": correct the row with `sqlite3 " + file + "`");
        addresses.push_back(*parsed.address);
    }
    return addresses;
}

Revision read_revision(const Statement& row) {
    const std::string source = row.text(4);
    const auto* found = std::find(std::begin(kSources), std::end(kSources), source);
    return {static_cast<uint64_t>(row.integer(0)), from_ms(row.integer(1)), row.text(2),
            row.text(3),
            found == std::end(kSources) ? RevisionSource::file
                                        : static_cast<RevisionSource>(found - kSources)};
}

std::vector<AuditEvent> read_events(Statement& query) {
    std::vector<AuditEvent> events;
    while (query.step())
        events.push_back({static_cast<uint64_t>(query.integer(0)), from_ms(query.integer(1)),
                          query.text(2), query.text(3), query.text(4)});
    return events;
}

}  // namespace

// The lock makes the folder.
Store::Store(const std::filesystem::path& file, size_t events_kept)
    : events_kept_(events_kept), lock_(file.string() + ".lock"), database_(file) {
    prepare_schema(database_);
}

void Store::put_subscribers(const std::vector<const Subscriber*>& subscribers) {
    const std::lock_guard lock(mutex_);
    Transaction transaction(database_);
    Statement insert(database_,
                     "INSERT INTO subscribers (id, tier, group_name, addresses, site) "
                     "VALUES (?, ?, ?, ?, ?) "
                     "ON CONFLICT (id) DO UPDATE SET tier = excluded.tier, "
                     "group_name = excluded.group_name, addresses = excluded.addresses, "
                     "site = excluded.site");
    for (const Subscriber* const subscriber : subscribers)
        insert.bind(subscriber->id)
            .bind(subscriber->tier)
            .bind(subscriber->group)
            .bind(words_of(subscriber->addresses))
            .bind(subscriber->site)
            .run();
    transaction.commit();
}

void Store::remove_subscriber(const std::string& id) {
    const std::lock_guard lock(mutex_);
    Statement(database_, "DELETE FROM subscribers WHERE id = ?").bind(id).run();
}

std::vector<Subscriber> Store::subscribers() {
    const std::lock_guard lock(mutex_);
    Statement query(database_,
                    "SELECT id, tier, group_name, addresses, site FROM subscribers ORDER BY id");
    std::vector<Subscriber> found;
    while (query.step())
        found.push_back({query.text(0), query.text(1), query.text(2),
                         addresses_of(query.text(3), query.text(0), database_.file()),
                         query.text(4)});
    return found;
}

uint64_t Store::add_revision(const Revision& revision, std::string_view document) {
    const std::lock_guard lock(mutex_);
    Transaction transaction(database_);
    const uint64_t number = insert_revision(revision, document);
    database_.execute("DELETE FROM trial");
    transaction.commit();
    return number;
}

uint64_t Store::add_trial(const Revision& revision, std::string_view document, uint64_t before) {
    const std::lock_guard lock(mutex_);
    Transaction transaction(database_);
    const uint64_t number = insert_revision(revision, document);
    Statement(database_, "INSERT OR REPLACE INTO trial (only, revision, before) VALUES (1, ?, ?)")
        .bind(static_cast<int64_t>(number))
        .bind(static_cast<int64_t>(before))
        .run();
    transaction.commit();
    return number;
}

std::optional<TriedRevision> Store::trial() {
    const std::lock_guard lock(mutex_);
    Statement query(database_, "SELECT revision, before FROM trial");
    if (!query.step())
        return std::nullopt;
    return TriedRevision{static_cast<uint64_t>(query.integer(0)),
                         static_cast<uint64_t>(query.integer(1))};
}

void Store::confirm_trial() {
    const std::lock_guard lock(mutex_);
    database_.execute("DELETE FROM trial");
}

uint64_t Store::insert_revision(const Revision& revision, std::string_view document) {
    Statement(database_,
              "INSERT INTO revisions (time_ms, author, comment, source, document) "
              "VALUES (?, ?, ?, ?, ?)")
        .bind(to_ms(revision.time))
        .bind(revision.author)
        .bind(revision.comment)
        .bind(kSources[static_cast<size_t>(revision.source)])
        .bind(document)
        .run();
    return static_cast<uint64_t>(database_.last_row_id());
}

std::optional<Revision> Store::latest_revision() {
    auto newest = revisions(1);
    if (newest.empty())
        return std::nullopt;
    return std::move(newest.front());
}

std::optional<Revision> Store::revision(uint64_t number) {
    const std::lock_guard lock(mutex_);
    Statement query(database_, std::string(kRevisionColumns) + "WHERE number = ?");
    query.bind(static_cast<int64_t>(number));
    if (!query.step())
        return std::nullopt;
    return read_revision(query);
}

std::optional<std::string> Store::document(uint64_t number) {
    const std::lock_guard lock(mutex_);
    Statement query(database_, "SELECT document FROM revisions WHERE number = ?");
    query.bind(static_cast<int64_t>(number));
    if (!query.step())
        return std::nullopt;
    return query.text(0);
}

std::vector<Revision> Store::revisions(size_t limit) {
    const std::lock_guard lock(mutex_);
    Statement query(database_, std::string(kRevisionColumns) + "ORDER BY number DESC LIMIT ?");
    query.bind(static_cast<int64_t>(limit));
    std::vector<Revision> found;
    while (query.step())
        found.push_back(read_revision(query));
    return found;
}

uint64_t Store::add_events(std::span<const AuditEvent> events) {
    const std::lock_guard lock(mutex_);
    Transaction transaction(database_);
    Statement insert(database_,
                     "INSERT INTO events (time_ms, kind, subject, detail) VALUES (?, ?, ?, ?)");
    for (const AuditEvent& event : events)
        insert.bind(to_ms(event.time))
            .bind(event.kind)
            .bind(event.subject)
            .bind(event.detail)
            .run();
    const int64_t number = database_.last_row_id();
    Statement(database_, "DELETE FROM events WHERE number <= ?")
        .bind(number - static_cast<int64_t>(events_kept_))
        .run();
    transaction.commit();
    return static_cast<uint64_t>(number);
}

size_t Store::forget_events(WallTime before) {
    const std::lock_guard lock(mutex_);
    Statement query(database_, "DELETE FROM events WHERE time_ms < ? RETURNING number");
    query.bind(to_ms(before));
    size_t forgotten = 0;
    while (query.step())
        ++forgotten;
    return forgotten;
}

std::vector<AuditEvent> Store::latest_events(size_t limit) {
    const std::lock_guard lock(mutex_);
    Statement query(database_, std::string(kEventColumns) +
                                   "(SELECT * FROM events ORDER BY number DESC LIMIT ?) "
                                   "ORDER BY number");
    query.bind(static_cast<int64_t>(limit));
    return read_events(query);
}

std::vector<AuditEvent> Store::events_after(uint64_t number, size_t limit) {
    const std::lock_guard lock(mutex_);
    Statement query(database_,
                    std::string(kEventColumns) + "events WHERE number > ? ORDER BY number LIMIT ?");
    query.bind(static_cast<int64_t>(number)).bind(static_cast<int64_t>(limit));
    return read_events(query);
}

}  // namespace sluice
