// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>

#include <fmt/format.h>

#include "control/config/read_config_file.h"
#include "control/doctor/doctor.h"
#include "control/sluicectl/commands.h"
#include "control/sluicectl/configuration_path.h"
#include "control/sluicectl/findings_table.h"
#include "control/sluicectl/running_box.h"

namespace sluice {
namespace {

// Without a configuration the machine is looked at as for one of defaults.
ConfigFile configuration(const std::string& path) {
    std::error_code error;
    if (path == kConfigurationPath && !std::filesystem::exists(path, error))
        return {};
    return read_config_file(path);
}

void examine_and_print(const Session& session, const std::string& path) {
    const ConfigFile config = configuration(path);
    const auto ports = configured_ports(config).interfaces;
    const SystemAnswers answers = ask_system({ports.begin(), ports.end()}, config.store);
    Findings findings = examine({.files = MachineFiles(), .answers = answers, .config = config});
    const Findings running = examine_running_box(session);
    findings.insert(findings.end(), running.begin(), running.end());
    if (session.json)
        print_findings_json(findings, std::cout);
    else
        print_findings(findings, std::cout);
    if (const size_t fail = count(findings, Finding::Level::fails))
        throw CommandFailed(
            fmt::format("{} of {} keep the box from working", fail, findings.size()));
}

}  // namespace

void add_doctor_command(const Command& app, const Session& session) {
    const auto path = std::make_shared<std::string>(kConfigurationPath);
    const Command doctor = app.add_subcommand(
        "doctor", "Whether this machine suits the box, what does not, and what mends it");
    doctor.add_option("CONFIG", *path, "sluiced's configuration").is_file().with_default();
    doctor.callback([=, &session] { examine_and_print(session, *path); });
}

}  // namespace sluice
