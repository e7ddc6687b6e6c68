// SPDX-License-Identifier: Apache-2.0
#include "control/store/database.h"

#include <sqlite3.h>

namespace sluice {
namespace {

constexpr int kBusyMs = 2'000;

bool is_damage(int code) {
    const int primary = code & 0xff;
    return primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB;
}

}  // namespace

std::string Database::damaged(std::string_view why) const {
    return std::string(purpose_.what) + " " + file_ + " is damaged (" + std::string(why) +
           "): put a backup in its place, or salvage it with `sqlite3 " + file_ +
           " .recover | sqlite3 NEW`; if it is moved away, " + purpose_.begun_anew;
}

Database::Database(const std::filesystem::path& file, const Purpose& purpose)
    : purpose_(purpose), file_(file.string()) {
    std::error_code missing;
    if (std::filesystem::is_directory(file, missing))
        throw StoreError(file_ + " is a directory; " + purpose_.key + " names the database's file");
    // SQLite takes an empty file for a new database; here it is one that was lost.
    if (std::filesystem::file_size(file, missing) == 0 && !missing)
        throw StoreError(damaged("the file is empty"));
    const bool is_new = !std::filesystem::exists(file, missing);
    const int code = sqlite3_open_v2(file_.c_str(), &connection_,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
    try {
        if (code != SQLITE_OK)
            fail();
        sqlite3_busy_timeout(connection_, kBusyMs);
        check_soundness();
        execute("PRAGMA journal_mode = WAL");
        execute("PRAGMA synchronous = FULL");  // a revision that was answered for is on the disk
    } catch (...) {
        sqlite3_close(connection_);
        if (is_new)
            std::filesystem::remove(file, missing);  // half made, it would pass for a lost one
        throw;
    }
}

Database::~Database() {
    sqlite3_close(connection_);
}

void Database::check_soundness() {
    Statement check(*this, "PRAGMA quick_check(1)");
    if (check.step() && check.text(0) != "ok")
        throw StoreError(damaged(check.text(0)));
}

void Database::execute(const char* sql) {
    if (sqlite3_exec(connection_, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
        fail();
}

int64_t Database::last_row_id() const {
    return sqlite3_last_insert_rowid(connection_);
}

void Database::fail() const {
    const std::string why = connection_ == nullptr ? "out of memory" : sqlite3_errmsg(connection_);
    if (connection_ != nullptr && is_damage(sqlite3_errcode(connection_)))
        throw StoreError(damaged(why));
    throw StoreError(std::string(purpose_.what) + " " + file_ + ": " + why);
}

void Statement::Finalise::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}

Statement::Statement(Database& database, std::string_view sql) : database_(database) {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v2(database.connection_, sql.data(),
                                        static_cast<int>(sql.size()), &statement, nullptr);
    statement_.reset(statement);
    if (code != SQLITE_OK)
        database_.fail();
}

Statement& Statement::bind(int64_t value) {
    if (sqlite3_bind_int64(statement_.get(), ++bound_, value) != SQLITE_OK)
        database_.fail();
    return *this;
}

Statement& Statement::bind(std::string_view text) {
    if (sqlite3_bind_text64(statement_.get(), ++bound_, text.data(), text.size(), SQLITE_TRANSIENT,
                            SQLITE_UTF8) != SQLITE_OK)
        database_.fail();
    return *this;
}

bool Statement::step() {
    const int code = sqlite3_step(statement_.get());
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        database_.fail();
    return code == SQLITE_ROW;
}

void Statement::run() {
    step();
    sqlite3_reset(statement_.get());
    bound_ = 0;
}

int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(statement_.get(), column);
}

std::string Statement::text(int column) const {
    const auto* bytes = sqlite3_column_text(statement_.get(), column);
    const int size = sqlite3_column_bytes(statement_.get(), column);
    return {reinterpret_cast<const char*>(bytes), static_cast<size_t>(size)};
}

Transaction::Transaction(Database& database) : database_(database) {
    database_.execute("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
    if (!open_)
        return;
    try {
        database_.execute("ROLLBACK");
    } catch (const StoreError&) {
        // SQLite has undone it already, as it does when the disk is full.
    }
}

void Transaction::commit() {
    database_.execute("COMMIT");
    open_ = false;
}

}  // namespace sluice
