// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "control/sluicectl/commands.h"

namespace sluice {
namespace {

// What may follow a command, found in the program itself so that no list grows old.
struct Completion {
    std::string path;                // "policy apply"
    std::vector<std::string> words;  // subcommands, fixed arguments and options
    bool takes_file = false;
};

void add_once(const std::vector<std::string>& names, std::vector<std::string>& words) {
    for (const std::string& name : names) {
        if (std::find(words.begin(), words.end(), "--" + name) == words.end())
            words.push_back("--" + name);
    }
}

void collect(const CLI::App& command, const std::string& path, std::vector<Completion>& out) {
    Completion here{path, {}, false};
    for (const CLI::App* below : command.get_subcommands({}))
        here.words.push_back(below->get_name());
    for (const CLI::Option* option : command.get_options()) {
        add_once(option->get_lnames(), here.words);
        if (option->get_positional())
            here.takes_file |= option->get_type_name() == "FILE";
    }
    // The program's own options may stand anywhere.
    for (const CLI::App* above = command.get_parent(); above != nullptr;
         above = above->get_parent()) {
        for (const CLI::Option* option : above->get_options())
            add_once(option->get_lnames(), here.words);
    }
    if (command.get_name() == "completion")
        here.words.insert(here.words.end(), {"bash", "zsh", "fish"});
    out.push_back(std::move(here));
    for (const CLI::App* below : command.get_subcommands({}))
        collect(*below, path.empty() ? below->get_name() : path + " " + below->get_name(), out);
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words)
        text += (text.empty() ? "" : " ") + word;
    return text;
}

// The words before the cursor that name the command: options are skipped, and what follows the
// last command is taken off until a known path is left.
void print_bash(const std::vector<Completion>& completions, std::ostream& out) {
    out << "_sluicectl() {\n"
           "    local current=${COMP_WORDS[COMP_CWORD]} path= word\n"
           "    for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
           "        case \"${path:+$path }$word\" in\n";
    for (const Completion& completion : completions) {
        if (!completion.path.empty())
            out << "        '" << completion.path << "') path='" << completion.path << "' ;;\n";
    }
    out << "        esac\n"
           "    done\n"
           "    case $path in\n";
    for (const Completion& completion : completions)
        out << "    '" << completion.path << "') COMPREPLY=($(compgen "
            << (completion.takes_file ? "-f " : "") << "-W '" << joined(completion.words)
            << "' -- \"$current\")) ;;\n";
    out << "    esac\n"
           "}\n"
           "complete -o filenames -F _sluicectl sluicectl\n";
}

void print_fish(const std::vector<Completion>& completions, std::ostream& out) {
    out << "complete -c sluicectl -f\n";
    for (const Completion& completion : completions) {
        std::string condition = completion.path.empty() ? "__fish_use_subcommand" : "";
        for (size_t at = 0; at < completion.path.size();) {
            const size_t end = std::min(completion.path.find(' ', at), completion.path.size());
            condition += (condition.empty() ? "" : "; and ") +
                         std::string("__fish_seen_subcommand_from ") +
                         completion.path.substr(at, end - at);
            at = end + 1;
        }
        const std::string begin = "complete -c sluicectl -n '" + condition + "'";
        if (completion.takes_file)
            out << begin << " -F\n";
        for (const std::string& word : completion.words)
            out << begin << (word.starts_with("--") ? " -l " + word.substr(2) : " -a " + word)
                << "\n";
    }
}

}  // namespace

void print_completion(const CLI::App& app, const std::string& shell, std::ostream& out) {
    std::vector<Completion> completions;
    collect(app, "", completions);
    if (shell == "fish")
        return print_fish(completions, out);
    if (shell == "zsh")
        out << "autoload -U +X bashcompinit && bashcompinit\n";
    print_bash(completions, out);
}

void add_completion_command(CLI::App& app) {
    CLI::App* command = app.add_subcommand(
        "completion", "Print a completion script: sluicectl completion bash > FILE, and source it");
    const auto shell = std::make_shared<std::string>();
    command->add_option("SHELL", *shell, "bash, zsh or fish")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "fish"}));
    command->callback([=, &app] { print_completion(app, *shell, std::cout); });
}

}  // namespace sluice
