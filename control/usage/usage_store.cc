// SPDX-License-Identifier: Apache-2.0
#include "control/usage/usage_store.h"

#include <algorithm>

#include "control/store/schema_versions.h"

namespace sluice {
namespace {

using std::chrono::sys_seconds;

constexpr int64_t kApplicationId = kUsageKind.application_id;
constexpr int64_t kSchemaVersion = kUsageKind.schema_version;

constexpr const char* kSchema1 = R"(
    CREATE TABLE rounds (as_of_s INTEGER NOT NULL) STRICT;
    CREATE TABLE periods (begin_s INTEGER PRIMARY KEY, end_s INTEGER NOT NULL) STRICT;
    CREATE TABLE subscribers (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id     TEXT NOT NULL UNIQUE,
        gone_s INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE counts (
        subscriber INTEGER NOT NULL,
        period_s   INTEGER NOT NULL,
        direction  TEXT NOT NULL,
        label      TEXT NOT NULL,
        class      TEXT NOT NULL,
        packets    INTEGER NOT NULL,
        bytes      INTEGER NOT NULL,
        PRIMARY KEY (subscriber, period_s, direction, label, class)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX counts_by_period ON counts (period_s);
    CREATE TABLE effects (
        subscriber INTEGER NOT NULL,
        hour_s     INTEGER NOT NULL,
        rule       TEXT NOT NULL,
        label      TEXT NOT NULL,
        direction  TEXT NOT NULL,
        effect     TEXT NOT NULL,
        packets    INTEGER NOT NULL,
        bytes      INTEGER NOT NULL,
        last_s     INTEGER NOT NULL,
        PRIMARY KEY (subscriber, hour_s, rule, label, direction, effect)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX effects_by_hour ON effects (hour_s);
    PRAGMA application_id = 1397511473;
    PRAGMA user_version = 1;
)";
static_assert(kApplicationId == 1397511473, "as kSchema1 says");

// What queues did. owed: what left, less than nothing until more of the kind has.
constexpr const char* kFromSchema1To2 = R"(
    ALTER TABLE counts ADD COLUMN owed_packets    INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE counts ADD COLUMN owed_bytes      INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE counts ADD COLUMN dropped_packets INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE counts ADD COLUMN dropped_bytes   INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE counts ADD COLUMN ce_packets      INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE counts ADD COLUMN ce_bytes        INTEGER NOT NULL DEFAULT 0;
    PRAGMA user_version = 2;
)";

// packets - owed_packets is what really left, and so it is with the bytes.
constexpr const char* kAddCount = R"(
    INSERT INTO counts (subscriber, period_s, direction, label, class, packets, owed_packets,
                        bytes, owed_bytes, dropped_packets, dropped_bytes, ce_packets, ce_bytes)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET
        packets = packets + max(0, excluded.packets - excluded.owed_packets - owed_packets),
        owed_packets = max(0, owed_packets + excluded.owed_packets - excluded.packets),
        bytes = bytes + max(0, excluded.bytes - excluded.owed_bytes - owed_bytes),
        owed_bytes = max(0, owed_bytes + excluded.owed_bytes - excluded.bytes),
        dropped_packets = dropped_packets + excluded.dropped_packets,
        dropped_bytes = dropped_bytes + excluded.dropped_bytes,
        ce_packets = ce_packets + excluded.ce_packets,
        ce_bytes = ce_bytes + excluded.ce_bytes
)";

int64_t seconds(sys_seconds time) {
    return time.time_since_epoch().count();
}

sys_seconds time_of(int64_t seconds) {
    return sys_seconds(std::chrono::seconds(seconds));
}

std::string_view word(Direction direction) {
    return direction == Direction::up ? "up" : "down";
}

int64_t pragma(Database& database, std::string_view name) {
    Statement query(database, "PRAGMA " + std::string(name));
    return query.step() ? query.integer(0) : 0;
}

void bind(Statement& statement, const UsageSum& sum) {
    statement.bind(static_cast<int64_t>(sum.packets)).bind(static_cast<int64_t>(sum.bytes));
}

// As more that left, or as more that is owed.
void bind_change(Statement& statement, int64_t change) {
    statement.bind(std::max<int64_t>(0, change)).bind(std::max<int64_t>(0, -change));
}

UsageSum sum_of(const Statement& row, int column) {
    return {static_cast<uint64_t>(row.integer(column)),
            static_cast<uint64_t>(row.integer(column + 1))};
}

}  // namespace

UsageStore::UsageStore(const std::filesystem::path& file)
    : lock_(file.string() + ".lock"), database_(file, kUsageDatabase) {
    create_or_check_schema();
    database_.execute("PRAGMA secure_delete = ON");   // what is erased is not in free pages
    database_.execute("PRAGMA cache_size = -65536");  // 64 MiB: rows of a round are all over it
}

void UsageStore::create_or_check_schema() {
    const int64_t application = pragma(database_, "application_id");
    const int64_t version = pragma(database_, "user_version");
    if (application == kApplicationId && version == kSchemaVersion)
        return;
    if (application == kApplicationId && version == 1) {
        Transaction transaction(database_);
        database_.execute(kFromSchema1To2);
        transaction.commit();
        return;
    }
    if (application == kApplicationId)
        throw StoreError("the usage database " + database_.file() + " has schema " +
                         std::to_string(version) + ", and this sluiced knows schema " +
                         std::to_string(kSchemaVersion) + ": use the sluiced that wrote it");
    if (application != 0 || pragma(database_, "schema_version") != 0)
        throw StoreError("the usage database " + database_.file() +
                         " is a database of another program: name another file in usage.path");
    Transaction transaction(database_);
    database_.execute(kSchema1);
    database_.execute(kFromSchema1To2);
    transaction.commit();
    is_new_ = true;
}

std::optional<sys_seconds> UsageStore::as_of() {
    Statement query(database_, "SELECT as_of_s FROM rounds");
    return query.step() ? std::optional(time_of(query.integer(0))) : std::nullopt;
}

int64_t UsageStore::number_of(const std::string& id) {
    Statement query(database_, "SELECT number FROM subscribers WHERE id = ?");
    query.bind(id);
    return query.step() ? query.integer(0) : 0;
}

// In the order of the numbers, so that neighbours are written together.
std::vector<UsageStore::Numbered> UsageStore::in_order(const PendingUsage& usage) {
    Statement insert(database_, "INSERT INTO subscribers (id) VALUES (?) ON CONFLICT DO NOTHING");
    std::vector<Numbered> all;
    for (const auto& [id, used] : usage.subscribers()) {
        const auto [known, is_new] = numbers_.try_emplace(id);
        if (is_new) {
            insert.bind(id).run();
            known->second = number_of(id);
        }
        all.emplace_back(known->second, &used);
    }
    std::sort(all.begin(), all.end());
    return all;
}

void UsageStore::add(const PendingUsage& usage, sys_seconds as_of) try {
    add_in_transaction(usage, as_of);
} catch (...) {
    numbers_.clear();  // some may be of rows that were taken back
    throw;
}

void UsageStore::add_in_transaction(const PendingUsage& usage, sys_seconds as_of) {
    Transaction transaction(database_);
    Statement count(database_, kAddCount);
    Statement effect(database_,
                     "INSERT INTO effects VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE "
                     "SET packets = packets + excluded.packets, bytes = bytes + excluded.bytes, "
                     "last_s = max(last_s, excluded.last_s)");
    for (const auto& [begin, end] : usage.periods())
        Statement(database_, "INSERT OR REPLACE INTO periods VALUES (?, ?)")
            .bind(seconds(begin))
            .bind(seconds(end))
            .run();
    for (const auto& [number, used] : in_order(usage)) {
        for (const auto& [key, sums] : used->counts) {
            count.bind(number)
                .bind(seconds(key.period_begin))
                .bind(word(key.direction))
                .bind(name(key.label))
                .bind(name(key.service_class));
            bind_change(count, sums.left.packets);
            bind_change(count, sums.left.bytes);
            bind(count, sums.queue_dropped);
            bind(count, sums.ce_marked);
            count.run();
        }
        for (const auto& [key, done] : used->effects) {
            effect.bind(number)
                .bind(seconds(key.hour))
                .bind(key.rule)
                .bind(name(key.label))
                .bind(word(key.direction))
                .bind(name(key.effect));
            bind(effect, done.sum);
            effect.bind(seconds(done.last)).run();
        }
    }
    database_.execute("DELETE FROM rounds");
    Statement(database_, "INSERT INTO rounds VALUES (?)").bind(seconds(as_of)).run();
    transaction.commit();
}

std::optional<StoredUsage> UsageStore::find(const std::string& id, uint32_t periods,
                                            sys_seconds since) {
    const int64_t number = number_of(id);
    if (number == 0)
        return std::nullopt;
    StoredUsage usage;
    Statement counts(database_,
                     "SELECT period_s, end_s, direction, label, class, packets, bytes, "
                     "dropped_packets, dropped_bytes, ce_packets, ce_bytes "
                     "FROM counts JOIN periods ON begin_s = period_s WHERE subscriber = ? "
                     "ORDER BY period_s DESC, bytes DESC");
    counts.bind(number);
    while (counts.step()) {
        const BillingPeriod when{time_of(counts.integer(0)), time_of(counts.integer(1))};
        if (usage.periods.empty() || usage.periods.back().when != when) {
            if (usage.periods.size() == periods)
                break;
            usage.periods.push_back({when, {}});
        }
        usage.periods.back().counts.push_back({counts.text(2), counts.text(3), counts.text(4),
                                               sum_of(counts, 5), sum_of(counts, 7),
                                               sum_of(counts, 9)});
    }
    Statement effects(database_,
                      "SELECT rule, label, direction, effect, sum(packets), sum(bytes), "
                      "max(last_s) FROM effects WHERE subscriber = ? AND hour_s >= ? "
                      "GROUP BY rule, label, direction, effect ORDER BY sum(bytes) DESC");
    effects.bind(number).bind(seconds(since));
    while (effects.step())
        usage.effects.push_back({effects.text(0), effects.text(1), effects.text(2), effects.text(3),
                                 sum_of(effects, 4), time_of(effects.integer(6))});
    return usage;
}

void UsageStore::forget_before(sys_seconds first_period, sys_seconds first_hour) {
    Transaction transaction(database_);
    for (const char* const sql :
         {"DELETE FROM counts WHERE period_s < ?", "DELETE FROM periods WHERE begin_s < ?"})
        Statement(database_, sql).bind(seconds(first_period)).run();
    Statement(database_, "DELETE FROM effects WHERE hour_s < ?").bind(seconds(first_hour)).run();
    transaction.commit();
}

std::vector<KeptSubscriber> UsageStore::subscribers_after(int64_t number, uint32_t limit) {
    std::vector<KeptSubscriber> kept;
    Statement query(database_,
                    "SELECT number, id, gone_s FROM subscribers WHERE number > ? "
                    "ORDER BY number LIMIT ?");
    query.bind(number).bind(int64_t{limit});
    while (query.step()) {
        const int64_t gone_s = query.integer(2);
        kept.push_back({query.integer(0), query.text(1),
                        gone_s == 0 ? std::nullopt : std::optional(time_of(gone_s))});
    }
    return kept;
}

void UsageStore::change(const std::vector<KeptSubscriber>& changed,
                        const std::vector<int64_t>& erased) {
    Transaction transaction(database_);
    for (const KeptSubscriber& subscriber : changed)
        Statement(database_, "UPDATE subscribers SET gone_s = ? WHERE number = ?")
            .bind(subscriber.gone ? seconds(*subscriber.gone) : 0)
            .bind(subscriber.number)
            .run();
    for (const int64_t number : erased)
        for (const char* const sql :
             {"DELETE FROM counts WHERE subscriber = ?", "DELETE FROM effects WHERE subscriber = ?",
              "DELETE FROM subscribers WHERE number = ?"})
            Statement(database_, sql).bind(number).run();
    transaction.commit();
    if (!erased.empty())
        numbers_.clear();
}

}  // namespace sluice
