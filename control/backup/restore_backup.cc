// SPDX-License-Identifier: Apache-2.0
#include "control/backup/backup.h"
#include "control/backup/kept_files.h"
#include "control/config/read_config_file.h"
#include "control/store/database.h"
#include "control/store/file_lock.h"

namespace sluice {
namespace {

namespace fs = std::filesystem;

struct Replacement {
    std::string name;
    fs::path from;  // beside `to`, whole
    fs::path to;
};

fs::path beside(const fs::path& file, const char* what) {
    return file.string() + what;
}

int64_t pragma(Database& database, const std::string& name) {
    Statement query(database, "PRAGMA " + name);
    return query.step() ? query.integer(0) : 0;
}

// Opening it looks whether it is sound.
void require_known(const fs::path& copy, const KeptDatabase& of) try {
    Database database(copy, of.purpose);
    if (pragma(database, "application_id") != of.kind.application_id)
        throw BackupError(of.name + " of the backup is a database of another program");
    const int64_t version = pragma(database, "user_version");
    if (version > of.kind.schema_version)
        throw BackupError(of.name + " of the backup has schema " + std::to_string(version) +
                          ", and this version knows schema " +
                          std::to_string(of.kind.schema_version) +
                          ": restore it with the version that made it, or a newer one");
    // What is read by nobody else keeps no journal beside it.
    database.execute("PRAGMA journal_mode = DELETE");
} catch (const StoreError& error) {
    throw BackupError(of.name + " of the backup cannot be used: " + error.what());
}

// What was brought and not put in its place goes again.
class Replacements {
 public:
    Replacements() = default;
    ~Replacements() {
        std::error_code ignored;
        for (const Replacement& one : all_)
            fs::remove(one.from, ignored);
    }
    Replacements(const Replacements&) = delete;
    Replacements& operator=(const Replacements&) = delete;

    // Copied beside where it is to be, so that putting it there is one step, and there is room.
    const Replacement& bring(const fs::path& from, const fs::path& to, const std::string& name) {
        all_.push_back({name, beside(to, ".restoring"), to});
        if (to.has_parent_path())
            fs::create_directories(to.parent_path());
        fs::copy_file(from, all_.back().from, fs::copy_options::overwrite_existing);
        return all_.back();
    }
    std::vector<std::string> put_in_place() const;

 private:
    std::vector<Replacement> all_;
};

// With what SQLite keeps beside it, which is of no use to another database.
void move_aside(const fs::path& file) {
    for (const char* part : {"-wal", "-shm", ""}) {
        const fs::path old = beside(file, part);
        if (fs::exists(old))
            fs::rename(old, beside(beside(file, ".before-restore"), part));
    }
}

std::vector<std::string> Replacements::put_in_place() const {
    std::vector<std::string> names;
    for (const Replacement& one : all_) {
        move_aside(one.to);
        fs::rename(one.from, one.to);
        names.push_back(one.name);
    }
    return names;
}

}  // namespace

std::vector<std::string> restore_backup(const fs::path& folder, const fs::path& configuration) try {
    const ConfigFile config = read_config_file(folder / kConfigurationInBackup);
    const FileLock nobody_runs(config.store + ".lock");
    Replacements replacements;
    replacements.bring(folder / kConfigurationInBackup, configuration, kConfigurationInBackup);
    for (const KeptDatabase& database : kept_databases(config)) {
        const bool is_store = database.file == config.store;
        if (!is_store && !fs::exists(folder / database.name))
            continue;  // there was none
        require_known(replacements.bring(folder / database.name, database.file, database.name).from,
                      database);
    }
    return replacements.put_in_place();
} catch (const fs::filesystem_error& error) {
    throw BackupError(error.path1().string() + ": " + error.code().message());
} catch (const BackupError&) {
    throw;
} catch (const std::runtime_error& error) {  // the configuration, or a database
    throw BackupError(error.what());
}

}  // namespace sluice
