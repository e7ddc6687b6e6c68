// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "control/failover/link_reflection.h"
#include "dataplane/publish.h"

namespace sluice {

// Looks after the links while the workers do the packets: tells the audit log when a link comes to
// be bypassed or cut and when it is inspected again, puts our XDP programs back where somebody took
// them off, has packets kept from links whose ports are not
// the kernel's, reflects lost carriers, and tells that the daemon is alive while no worker is
// stuck.
class LinkWatch {
 public:
    struct Sources {
        std::vector<LinkConfiguration> links;
        std::function<std::vector<LinkState>()> states;
        // Puts right what it can and says what it found, a line each.
        std::function<std::vector<std::string>()> keep_ports;
        std::function<void(const std::string& kind, const std::string& subject,
                           const std::string& detail)>
            record;
        // Runs a link's bypass_command; what went wrong, or empty.
        std::function<std::string(const LinkConfiguration& link, LinkForce wanted)> bypass =
            [](const LinkConfiguration&, LinkForce) { return std::string(); };
        // Whether a worker has not worked for so long that packets go past all of them.
        std::function<bool()> a_worker_is_stuck = [] { return false; };
        std::function<void(std::chrono::steady_clock::time_point now)> alive =
            [](std::chrono::steady_clock::time_point) {};
    };

    // In a thread of its own, until it ends; the sources outlive it.
    LinkWatch(Sources sources, LinkReflection reflection);
    ~LinkWatch();

    // One round; the thread's, and tests'.
    void look(std::chrono::steady_clock::time_point now);

 private:
    void tell(const LinkConfiguration& link, LinkForce wanted);

    const Sources sources_;
    LinkReflection reflection_;
    std::vector<LinkState> known_;
    std::mutex waiting_;
    std::condition_variable_any stopping_;
    std::jthread thread_;  // last: it uses the others
};

}  // namespace sluice
