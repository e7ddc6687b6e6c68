// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <iostream>
#include <memory>
#include <thread>

#include "control/sluicectl/commands.h"
#include "control/sluicectl/top/box_state.h"
#include "control/sluicectl/top/terminal.h"
#include "control/sluicectl/top/top_page.h"

namespace sluice {
namespace {

using Clock = std::chrono::steady_clock;

struct TopOptions {
    bool once = false;
    uint32_t every_s = 2;
};

void print_once(const Session& session, const TopOptions& options) {
    const BoxState before = ask_box_state(session);
    std::this_thread::sleep_for(std::chrono::seconds(options.every_s));
    const TopRates rates = top_rates(before, ask_box_state(session));
    std::cout << (session.json ? top_json(rates) : top_text(rates));
}

// Keys are answered at once, with what is known; the box is asked when it is time.
void follow(const Session& session, const TopOptions& options) {
    BoxState before = ask_box_state(session);
    TopRates rates = top_rates(before, before);
    TopView view;
    Terminal terminal;
    auto due = Clock::now() + std::chrono::seconds(options.every_s);
    for (;;) {
        terminal.show(top_page(rates, view, terminal.lines(), terminal.columns()));
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(due - Clock::now());
        const int key =
            left.count() > 0 ? terminal.wait_for_key(static_cast<int>(left.count())) : -1;
        if (key == 'q')
            return;
        if (key == '/')
            view.filter = terminal.read_line("filter");
        else
            view.take_key(key);
        if (Clock::now() < due)
            continue;
        BoxState now = ask_box_state(session);
        rates = top_rates(before, now);
        before = std::move(now);
        due = Clock::now() + std::chrono::seconds(options.every_s);
    }
}

}  // namespace

void add_top_command(const Command& app, const Session& session) {
    const auto options = std::make_shared<TopOptions>();
    const Command top = app.add_subcommand(
        "top", "Links, labels, subscribers, rules and congestion, as they are now");
    top.add_flag("--once", options->once, "print everything once, and end");
    top.add_option("--every", options->every_s, "seconds from one look to the next")
        .between(1, 3'600)
        .with_default();
    top.callback([=, &session] {
        if (options->once || session.json)
            print_once(session, *options);
        else
            follow(session, *options);
    });
}

}  // namespace sluice
