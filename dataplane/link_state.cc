// SPDX-License-Identifier: Apache-2.0
#include "dataplane/link_state.h"

namespace sluice {

const char* name(LinkState::State state) {
    switch (state) {
        case LinkState::State::inspecting:
            return "inspecting";
        case LinkState::State::bypassed:
            return "bypassed";
        case LinkState::State::cut:
            return "cut";
    }
    return "?";
}

const char* name(LinkForce force) {
    switch (force) {
        case LinkForce::inspect:
            return "inspect";
        case LinkForce::bypass:
            return "bypass";
        case LinkForce::cut:
            return "cut";
    }
    return "?";
}

}  // namespace sluice
