// SPDX-License-Identifier: Apache-2.0
#include "policy/csv_line.h"

namespace sluice {

bool split_csv_line(std::string_view line, std::vector<std::string>& cells) {
    cells.assign(1, "");
    bool quoted = false;
    bool was_quoted = false;
    for (size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"') {
            cells.back() += line[++i];
        } else if (quoted && c == '"') {
            quoted = false;
            was_quoted = true;
        } else if (!quoted && c == '"' && cells.back().empty() && !was_quoted) {
            quoted = true;
        } else if (!quoted && c == ',') {
            cells.emplace_back();
            was_quoted = false;
        } else if (was_quoted) {
            return false;
        } else {
            cells.back() += c;
        }
    }
    return !quoted;
}

}  // namespace sluice
