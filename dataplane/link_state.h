// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace sluice {

// What happens on a link now.
struct LinkState {
    enum class State : uint8_t {  // from good to bad
        inspecting,               // packets go through the workers
        bypassed,                 // past them, from port to port
        cut,                      // nothing passes
    };
    State state = State::inspecting;
    std::string reason;  // why it is not inspecting: "worker 1 is stuck"
};
inline constexpr LinkState::State kLinkStates[] = {
    LinkState::State::inspecting, LinkState::State::bypassed, LinkState::State::cut};
const char* name(LinkState::State state);

// What an operator may want of a link.
enum class LinkForce : uint8_t { inspect, bypass, cut };
const char* name(LinkForce force);

}  // namespace sluice
