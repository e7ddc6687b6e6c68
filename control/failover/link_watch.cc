// SPDX-License-Identifier: Apache-2.0
#include "control/failover/link_watch.h"

#include <utility>

namespace sluice {
namespace {

using std::chrono::steady_clock;

// A program that somebody took off is an outage for so long.
constexpr std::chrono::milliseconds kLook{20};

LinkForce wanted(LinkState::State state) {
    switch (state) {
        case LinkState::State::inspecting:
            return LinkForce::inspect;
        case LinkState::State::bypassed:
            return LinkForce::bypass;
        case LinkState::State::cut:
            return LinkForce::cut;
    }
    return LinkForce::inspect;
}

}  // namespace

LinkWatch::LinkWatch(Sources sources, LinkReflection reflection)
    : sources_(std::move(sources)),
      reflection_(std::move(reflection)),
      known_(sources_.links.size()),
      thread_([this](const std::stop_token& stop) {
          std::unique_lock waiting(waiting_);
          for (const LinkConfiguration& link : sources_.links)
              tell(link, LinkForce::inspect);
          while (!stopping_.wait_for(waiting, stop, kLook, [&] { return stop.stop_requested(); }))
              look(steady_clock::now());
      }) {}

// What it took down, and what keeps packets from the box, is nobody's to put right afterwards.
LinkWatch::~LinkWatch() {
    thread_.request_stop();
    thread_.join();
    for (const LinkConfiguration& link : sources_.links)
        tell(link, link.fail_closed ? LinkForce::cut : LinkForce::bypass);
    reflection_.undo();
}

void LinkWatch::tell(const LinkConfiguration& link, LinkForce wanted) {
    if (link.bypass_command.empty())
        return;
    if (const std::string wrong = sources_.bypass(link, wanted); !wrong.empty())
        sources_.record("link.bypass_failed", "link " + link.name,
                        link.bypass_command + " " + link.name + " " + name(wanted) + ": " + wrong);
}

void LinkWatch::look(steady_clock::time_point now) {
    if (!sources_.a_worker_is_stuck())
        sources_.alive(now);
    for (const std::string& found : sources_.keep_ports())
        sources_.record("port.program", found.substr(0, found.find(':')), found);
    for (const std::string& done : reflection_.look(now))
        sources_.record("port.reflected", done.substr(0, done.find(':')), done);
    const std::vector<LinkState> states = sources_.states();
    for (size_t link = 0; link < states.size() && link < known_.size(); ++link) {
        const LinkState& state = states[link];
        if (state.state == known_[link].state && state.reason == known_[link].reason)
            continue;
        sources_.record(std::string("link.") + name(state.state),
                        "link " + sources_.links[link].name, state.reason);
        if (state.state != known_[link].state)
            tell(sources_.links[link], wanted(state.state));
        known_[link] = state;
    }
}

}  // namespace sluice
