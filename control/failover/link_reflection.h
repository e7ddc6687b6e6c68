// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace sluice {

// Makes a pair of ports look like one cable: where one end has lost its carrier, the port opposite
// is taken down, so that who is there sees it and goes another way. Knows interfaces only by what
// it is given; one thread at a time.
class LinkReflection {
 public:
    struct Interfaces {
        std::function<bool(const std::string& interface)> has_carrier;
        std::function<bool(const std::string& interface, bool up)> set_up;  // false: refused
    };
    struct Pair {
        std::string access;
        std::string core;
    };
    using Time = std::chrono::steady_clock::time_point;

    // How long a port may take to find its carrier again after it was brought up: a negotiating
    // NIC a few seconds.
    static constexpr std::chrono::seconds kNegotiation{10};

    LinkReflection() = default;
    LinkReflection(Interfaces interfaces, const std::vector<Pair>& pairs);

    // What was done, a line each that begins with the port's name.
    std::vector<std::string> look(Time now);
    // Brings up what it took down.
    void undo();

 private:
    struct Wire {
        std::string ports[2];
        int lowered = -1;  // which of the two it took down
        int raised = -1;   // which it brought up and waits for
        Time raised_at{};
    };
    void look(Wire& wire, Time now, std::vector<std::string>& done) const;
    void lower(Wire& wire, int port, std::vector<std::string>& done) const;

    Interfaces interfaces_;
    std::vector<Wire> wires_;
};

}  // namespace sluice
