// SPDX-License-Identifier: Apache-2.0
#include "control/failover/link_reflection.h"

#include <utility>

namespace sluice {

// A predecessor that was killed may have left one down.
LinkReflection::LinkReflection(Interfaces interfaces, const std::vector<Pair>& pairs)
    : interfaces_(std::move(interfaces)) {
    for (const Pair& pair : pairs) {
        wires_.push_back({.ports = {pair.access, pair.core}});
        for (const std::string& port : wires_.back().ports) {
            if (!interfaces_.has_carrier(port))
                interfaces_.set_up(port, true);
        }
    }
}

std::vector<std::string> LinkReflection::look(Time now) {
    std::vector<std::string> done;
    for (Wire& wire : wires_)
        look(wire, now, done);
    return done;
}

void LinkReflection::undo() {
    for (Wire& wire : wires_) {
        if (wire.lowered >= 0)
            interfaces_.set_up(wire.ports[std::exchange(wire.lowered, -1)], true);
    }
}

void LinkReflection::look(Wire& wire, Time now, std::vector<std::string>& done) const {
    if (wire.lowered >= 0) {
        const std::string& cause = wire.ports[1 - wire.lowered];
        if (!interfaces_.has_carrier(cause))
            return;
        const std::string& port = wire.ports[wire.lowered];
        if (!interfaces_.set_up(port, true))
            return;
        done.push_back(port + ": up again, since " + cause + " has its carrier back");
        wire.raised = std::exchange(wire.lowered, -1);
        wire.raised_at = now;
        return;
    }
    const bool carriers[2] = {interfaces_.has_carrier(wire.ports[0]),
                              interfaces_.has_carrier(wire.ports[1])};
    if (wire.raised >= 0) {
        if (!carriers[wire.raised] && carriers[1 - wire.raised] &&
            now - wire.raised_at < kNegotiation)
            return;
        wire.raised = -1;
    }
    if (carriers[0] != carriers[1])
        lower(wire, carriers[0] ? 0 : 1, done);
}

void LinkReflection::lower(Wire& wire, int port, std::vector<std::string>& done) const {
    if (!interfaces_.set_up(wire.ports[port], false))
        return;
    wire.lowered = port;
    done.push_back(wire.ports[port] + ": taken down, since " + wire.ports[1 - port] +
                   " has lost its carrier");
}

}  // namespace sluice
