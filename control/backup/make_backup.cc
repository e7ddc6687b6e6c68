// SPDX-License-Identifier: Apache-2.0
#include "control/backup/backup.h"
#include "control/backup/kept_files.h"
#include "control/config/read_config_file.h"
#include "control/store/database.h"

namespace sluice {
namespace {

namespace fs = std::filesystem;

constexpr fs::perms kOwnerAlone = fs::perms::owner_read | fs::perms::owner_write;

// Of one moment: VACUUM INTO reads in one transaction, and waits for no writer.
void copy_database(const KeptDatabase& from, const fs::path& to) {
    Database database(from.file, from.purpose);
    Statement copy(database, "VACUUM INTO ?");
    copy.bind(to.string()).run();
    fs::permissions(to, kOwnerAlone);  // where it is restored, too
}

}  // namespace

std::vector<std::string> make_backup(const fs::path& configuration, const fs::path& named) try {
    // "kept/" is "kept".
    const fs::path folder = named.has_filename() ? named : named.parent_path();
    const ConfigFile config = read_config_file(configuration);
    if (fs::exists(folder))
        throw BackupError(folder.string() + " is there already: name a folder that is not");
    const fs::path part = folder.string() + ".part";
    fs::remove_all(part);  // of one that was cut short
    fs::create_directories(part);
    // What subscribers used is nobody's business but the operator's.
    fs::permissions(part, fs::perms::owner_all);
    std::vector<std::string> names{kConfigurationInBackup};
    fs::copy_file(configuration, part / kConfigurationInBackup);
    for (const KeptDatabase& database : kept_databases(config)) {
        if (!fs::exists(database.file))
            continue;
        copy_database(database, part / database.name);
        names.push_back(database.name);
    }
    fs::rename(part, folder);
    return names;
} catch (const fs::filesystem_error& error) {
    throw BackupError(error.path1().string() + ": " + error.code().message());
} catch (const BackupError&) {
    throw;
} catch (const std::runtime_error& error) {  // the configuration, or a database
    throw BackupError(error.what());
}

}  // namespace sluice
