// SPDX-License-Identifier: Apache-2.0
#include "control/reload.h"

#include <exception>

#include <spdlog/spdlog.h>

#include "control/config/config_file.h"
#include "control/why_refused.h"
#include "policy/yaml/text_file.h"

namespace sluice {

void reload(const std::string& config_path, const std::string& started_box_text,
            PolicyRevisions& revisions, AuditLog& audit) try {
    auto parsed = parse_config_file(read_text_file(config_path), config_path);
    if (!parsed.config) {
        for (const Complaint& complaint : parsed.complaints)
            spdlog::error("{}", complaint.to_string());
        audit.record("policy.import_refused", config_path,
                     std::to_string(parsed.complaints.size()) +
                         " complaints, the active policy stays; first: " +
                         parsed.complaints.front().to_string());
        return;
    }
    if (parsed.config->box_text != started_box_text)
        spdlog::warn("{}: what is not policy has changed, too: that takes a restart", config_path);
    const auto result =
        revisions.import_file({std::move(parsed.config->policy_text), config_path, "sluiced",
                               "SIGHUP, from " + config_path, std::nullopt});
    if (!std::holds_alternative<Revision>(result))
        audit.record("policy.import_refused", config_path,
                     "the active policy stays: " + why_refused(result));
} catch (const std::exception& error) {
    audit.record("policy.import_refused", config_path,
                 std::string("the active policy stays: ") + error.what());
}

}  // namespace sluice
