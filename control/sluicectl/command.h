// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace sluice {

// What the commands use of CLI11. All of its code is in its headers and would be compiled once more
// for each file of commands: here it is compiled once.

// An option or a positional argument, while its command is described. Each call gives itself again.
class CommandOption {
 public:
    explicit CommandOption(CLI::Option& option) : option_(&option) {}

    CommandOption required() const;
    CommandOption is_file() const;       // for the help, and for completion
    CommandOption with_default() const;  // its value by now is what the help says
    CommandOption from_environment(const std::string& variable) const;
    CommandOption between(uint32_t least, uint32_t most) const;
    CommandOption one_of(const std::vector<std::string>& words) const;
    // objection: what is wrong with a text; nothing if it is empty.
    CommandOption check(std::function<std::string(const std::string&)> objection) const;
    CommandOption excludes(CommandOption other) const;

 private:
    CLI::Option* option_;
};

// A command, or the program itself; only a name for it, to be copied. What is written into, and
// what functions refer to, outlives the program. Names are as CLI11 has them: "--limit", or "FILE"
// for a positional argument.
class Command {
 public:
    // Not explicit: who has a program of CLI11's gives it commands.
    Command(CLI::App& app) : app_(&app) {}

    Command add_subcommand(const std::string& name, const std::string& what) const;
    void require_subcommand() const;

    CommandOption add_option(const std::string& name, std::string& into,
                             const std::string& what) const;
    CommandOption add_option(const std::string& name, uint32_t& into,
                             const std::string& what) const;
    CommandOption add_option(const std::string& name, uint64_t& into,
                             const std::string& what) const;
    CommandOption add_option(const std::string& name, std::optional<uint64_t>& into,
                             const std::string& what) const;
    CommandOption add_flag(const std::string& name, bool& into, const std::string& what) const;

    // Where it is not only kept.
    CommandOption add_text(const std::string& name, std::function<void(const std::string&)> take,
                           const std::string& what) const;
    CommandOption add_texts(const std::string& name,
                            std::function<void(const std::vector<std::string>&)> take,
                            const std::string& what) const;
    CommandOption add_number(const std::string& name, std::function<void(uint32_t)> take,
                             const std::string& what) const;
    CommandOption add_flag_callback(const std::string& name, std::function<void()> take,
                                    const std::string& what) const;

    // What the command does, once all of its arguments are read.
    void callback(std::function<void()> run) const;

 private:
    CLI::App* app_;
};

// Out of what takes an argument, or out of a command: the program says it as CLI11 says its own.
[[noreturn]] void refuse_argument(const std::string& name, const std::string& why);
[[noreturn]] void miss_argument(const std::string& name);

}  // namespace sluice
