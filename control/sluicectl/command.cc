// SPDX-License-Identifier: Apache-2.0
#include "control/sluicectl/command.h"

#include <CLI/CLI.hpp>
#include <utility>

namespace sluice {

CommandOption CommandOption::required() const {
    option_->required();
    return *this;
}

CommandOption CommandOption::is_file() const {
    option_->type_name("FILE");
    return *this;
}

CommandOption CommandOption::with_default() const {
    option_->capture_default_str();
    return *this;
}

CommandOption CommandOption::from_environment(const std::string& variable) const {
    option_->envname(variable);
    return *this;
}

CommandOption CommandOption::between(uint32_t least, uint32_t most) const {
    option_->check(CLI::Range(least, most));
    return *this;
}

CommandOption CommandOption::one_of(const std::vector<std::string>& words) const {
    option_->check(CLI::IsMember(words));
    return *this;
}

CommandOption CommandOption::check(std::function<std::string(const std::string&)> objection) const {
    option_->check(std::move(objection));
    return *this;
}

CommandOption CommandOption::excludes(CommandOption other) const {
    option_->excludes(other.option_);
    return *this;
}

Command Command::add_subcommand(const std::string& name, const std::string& what) const {
    return *app_->add_subcommand(name, what);
}

void Command::require_subcommand() const {
    app_->require_subcommand(1);
}

CommandOption Command::add_option(const std::string& name, std::string& into,
                                  const std::string& what) const {
    return CommandOption(*app_->add_option(name, into, what));
}

CommandOption Command::add_option(const std::string& name, uint32_t& into,
                                  const std::string& what) const {
    return CommandOption(*app_->add_option(name, into, what));
}

CommandOption Command::add_option(const std::string& name, uint64_t& into,
                                  const std::string& what) const {
    return CommandOption(*app_->add_option(name, into, what));
}

CommandOption Command::add_option(const std::string& name, std::optional<uint64_t>& into,
                                  const std::string& what) const {
    return CommandOption(*app_->add_option(name, into, what));
}

CommandOption Command::add_flag(const std::string& name, bool& into,
                                const std::string& what) const {
    return CommandOption(*app_->add_flag(name, into, what));
}

CommandOption Command::add_text(const std::string& name,
                                std::function<void(const std::string&)> take,
                                const std::string& what) const {
    return CommandOption(*app_->add_option_function<std::string>(name, std::move(take), what));
}

CommandOption Command::add_texts(const std::string& name,
                                 std::function<void(const std::vector<std::string>&)> take,
                                 const std::string& what) const {
    return CommandOption(
        *app_->add_option_function<std::vector<std::string>>(name, std::move(take), what));
}

CommandOption Command::add_number(const std::string& name, std::function<void(uint32_t)> take,
                                  const std::string& what) const {
    const auto take_value = [take = std::move(take)](const uint32_t& value) { take(value); };
    return CommandOption(*app_->add_option_function<uint32_t>(name, take_value, what));
}

CommandOption Command::add_flag_callback(const std::string& name, std::function<void()> take,
                                         const std::string& what) const {
    return CommandOption(*app_->add_flag_callback(name, std::move(take), what));
}

void Command::callback(std::function<void()> run) const {
    app_->callback(std::move(run));
}

void refuse_argument(const std::string& name, const std::string& why) {
    throw CLI::ValidationError(name, why);
}

void miss_argument(const std::string& name) {
    throw CLI::RequiredError(name);
}

}  // namespace sluice
