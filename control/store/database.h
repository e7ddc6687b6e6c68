// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace sluice {

// One clear line about a store that cannot be used, and what to do about it.
class StoreError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

// One connection to an SQLite database. Not for two threads at once. Every function throws
// StoreError, with the file's name.
class Database {
 public:
    // How errors speak of it.
    struct Purpose {
        const char* what = "the store";
        const char* key = "store.path";  // of the config file
        const char* begun_anew = "the config file's policy becomes revision 1";
    };

    // Opens the file, or creates it if there is none. A file that is there but is empty, damaged
    // or of another program is refused.
    explicit Database(const std::filesystem::path& file) : Database(file, Purpose{}) {}
    Database(const std::filesystem::path& file, const Purpose& purpose);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    void execute(const char* sql);
    int64_t last_row_id() const;
    const std::string& file() const { return file_; }

 private:
    friend class Statement;
    [[noreturn]] void fail() const;
    void check_soundness();
    std::string damaged(std::string_view why) const;

    const Purpose purpose_;
    std::string file_;
    sqlite3* connection_ = nullptr;
};

// One prepared statement.
class Statement {
 public:
    Statement(Database& database, std::string_view sql);

    // In the order of the question marks.
    Statement& bind(int64_t value);
    Statement& bind(std::string_view text);

    bool step();  // false: no more rows
    // Does it, and is ready for the next values.
    void run();
    int64_t integer(int column) const;
    std::string text(int column) const;

 private:
    struct Finalise {
        void operator()(sqlite3_stmt* statement) const;
    };
    Database& database_;
    std::unique_ptr<sqlite3_stmt, Finalise> statement_;
    int bound_ = 0;
};

// All of it or none of it.
class Transaction {
 public:
    explicit Transaction(Database& database);
    ~Transaction();  // undone unless commit() was reached
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

 private:
    Database& database_;
    bool open_ = true;
};

}  // namespace sluice
