// SPDX-License-Identifier: Apache-2.0
#include "control/backup/read_configuration.h"

#include "control/backup/backup.h"
#include "policy/yaml/text_file.h"

namespace sluice {

ConfigFile read_configuration(const std::filesystem::path& file) {
    std::string text;
    try {
        text = read_text_file(file.string());
    } catch (const std::runtime_error& error) {
        throw BackupError(error.what());
    }
    auto parsed = parse_config_file(text, file.string());
    if (!parsed.config)
        throw BackupError(parsed.complaints.front().to_string());
    return std::move(*parsed.config);
}

}  // namespace sluice
