// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>

#include "control/config/config_file.h"
#include "control/init/first_configuration.h"
#include "control/init/port_candidates.h"
#include "control/sluicectl/commands.h"
#include "control/sluicectl/configuration_path.h"
#include "control/visible_text.h"

namespace sluice {
namespace {

struct InitOptions {
    FirstAnswers answers;
    std::string path = kConfigurationPath;
    bool overwrite = false;
};

// Asks until the answer is right; an empty line takes what is offered. Questions go to standard
// error: the standard output may be the file.
std::string ask(const std::string& question, const std::string& offered,
                std::string (*objection)(const std::string&)) {
    for (;;) {
        std::cerr << question << (offered.empty() ? "" : " [" + offered + "]") << ": "
                  << std::flush;
        std::string answer;
        if (!std::getline(std::cin, answer))
            throw CommandFailed("nobody answers: " + question);
        if (answer.find_first_not_of(" \t") == std::string::npos)
            answer = offered;
        const std::string wrong = objection(answer);
        if (wrong.empty())
            return answer;
        std::cerr << printable(wrong) << "\n";
    }
}

void fill_in(std::string& answer, const std::string& question, const std::string& offered,
             std::string (*objection)(const std::string&)) {
    if (answer.empty())
        answer = ask(question, offered, objection);
    else if (const std::string wrong = objection(answer); !wrong.empty())
        throw CommandFailed(wrong);
}

std::string offered_ports() {
    const auto candidates = port_candidates(MachineFiles());
    std::cerr << "Ports of this machine:\n";
    for (const PortCandidate& candidate : candidates)
        std::cerr << printable("  " + candidate.interface + "  " + candidate.described +
                               (candidate.has_default_route
                                    ? ": this machine is reached by it, leave it alone"
                                    : ""))
                  << "\n";
    const auto pair = likely_pair(candidates);
    return pair.empty() ? "" : pair[0] + " " + pair[1];
}

// Written beside and moved: there is the whole file, or what was there.
void write_file(const std::string& path, const std::string& text) {
    const std::string beside = path + ".new";
    std::ofstream file(beside, std::ios::trunc);
    if (!(file << text) || !file.flush())
        throw CommandFailed("cannot write " + beside + ": " + std::strerror(errno));
    file.close();
    std::error_code error;
    std::filesystem::rename(beside, path, error);
    if (error)
        throw CommandFailed("cannot write " + path + ": " + error.message());
}

void require_valid(const std::string& text, const std::string& path) {
    const auto parsed = parse_config_file(text, path);
    if (parsed.complaints.empty())
        return;
    throw CommandFailed("what was answered makes no configuration: " +
                        parsed.complaints.front().to_string());
}

void init(InitOptions options) {
    std::error_code error;
    const bool to_output = options.path == "-";
    if (!to_output && !options.overwrite && std::filesystem::exists(options.path, error))
        throw CommandFailed(options.path + " is there already: edit it, or say --overwrite");
    FirstAnswers& answers = options.answers;
    const std::string offered = answers.ports.empty() ? offered_ports() : "";
    fill_in(answers.ports, "Which two, the subscribers' side first", offered, ports_objection);
    fill_in(answers.capacity, "What the line carries, up and down", "10gbps 10gbps",
            capacity_objection);
    fill_in(answers.subscribers,
            "Where subscribers come from (list; dhcp SERVERS; radius CLIENT SECRET-FILE)", "list",
            subscribers_objection);
    const std::string text = first_configuration(answers);
    require_valid(text, options.path);
    if (to_output) {
        std::cout << text;
        return;
    }
    write_file(options.path, text);
    std::cerr << options.path << ": written. It looks and counts, and touches nothing yet.\n"
              << "next: sluicectl doctor, then systemctl enable --now sluiced\n";
}

}  // namespace

void add_init_command(const Command& app) {
    const auto options = std::make_shared<InitOptions>();
    const Command command = app.add_subcommand(
        "init", "Write a first configuration, of the answers to three questions");
    command.add_option("FILE", options->path, "where to; - is the standard output")
        .is_file()
        .with_default();
    command.add_option("--ports", options->answers.ports,
                       "not asked then: \"eth2 eth3\", the subscribers' side first");
    command.add_option("--capacity", options->answers.capacity,
                       "not asked then: 10gbps, or up and down");
    command.add_option("--subscribers", options->answers.subscribers,
                       "not asked then: list, \"dhcp SERVERS\" or \"radius CLIENT SECRET-FILE\"");
    command.add_flag("--overwrite", options->overwrite, "also where there is a file already");
    command.callback([=] { init(*options); });
}

}  // namespace sluice
