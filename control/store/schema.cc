// SPDX-License-Identifier: Apache-2.0
#include "control/store/schema.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

#include "control/store/schema_versions.h"

namespace sluice {
namespace {

constexpr int64_t kApplicationId = kStoreKind.application_id;
constexpr int64_t kSchemaVersion = kStoreKind.schema_version;

constexpr const char* kSchema = R"(
    CREATE TABLE revisions (
        number   INTEGER PRIMARY KEY AUTOINCREMENT,
        time_ms  INTEGER NOT NULL,
        author   TEXT NOT NULL,
        comment  TEXT NOT NULL,
        source   TEXT NOT NULL,
        document TEXT NOT NULL
    ) STRICT;
    CREATE TABLE events (
        number  INTEGER PRIMARY KEY AUTOINCREMENT,
        time_ms INTEGER NOT NULL,
        kind    TEXT NOT NULL,
        subject TEXT NOT NULL,
        detail  TEXT NOT NULL
    ) STRICT;
    PRAGMA application_id = 1397506865;
)";
static_assert(kApplicationId == 1397506865, "as kSchema says");

// What each version added to the one before it, from version 1 on.
constexpr const char* kUpgrades[] = {
    R"(
    CREATE TABLE subscribers (
        id         TEXT PRIMARY KEY,
        tier       TEXT NOT NULL,
        group_name TEXT NOT NULL,
        addresses  TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    PRAGMA user_version = 2;
)",
    R"(
    ALTER TABLE subscribers ADD COLUMN site TEXT NOT NULL DEFAULT '';
    PRAGMA user_version = 3;
)",
    R"(
    CREATE TABLE trial (
        only     INTEGER PRIMARY KEY CHECK (only = 1),
        revision INTEGER NOT NULL,
        before   INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX events_by_time ON events (time_ms);
    PRAGMA user_version = 4;
)"};
static_assert(std::size(kUpgrades) == kSchemaVersion - 1);

int64_t pragma(Database& database, std::string_view name) {
    Statement query(database, "PRAGMA " + std::string(name));
    return query.step() ? query.integer(0) : 0;
}

void bring_up_to_date(Database& database, int64_t version) {
    Transaction transaction(database);
    for (int64_t next = std::max<int64_t>(version, 1); next < kSchemaVersion; ++next)
        database.execute(kUpgrades[next - 1]);
    transaction.commit();
}

}  // namespace

void prepare_schema(Database& database) {
    const int64_t application = pragma(database, "application_id");
    const int64_t version = pragma(database, "user_version");
    if (application == kApplicationId && version == kSchemaVersion)
        return;
    if (application == kApplicationId && version < kSchemaVersion)
        return bring_up_to_date(database, version);
    if (application == kApplicationId)
        throw StoreError("the store " + database.file() + " has schema " + std::to_string(version) +
                         ", and this sluiced knows schema " + std::to_string(kSchemaVersion) +
                         ": use the sluiced that wrote it");
    if (application != 0 || pragma(database, "schema_version") != 0)
        throw StoreError("the store " + database.file() +
                         " is a database of another program: name another file in store.path");
    Transaction transaction(database);
    database.execute(kSchema);
    for (const char* const upgrade : kUpgrades)
        database.execute(upgrade);
    transaction.commit();
}

}  // namespace sluice
