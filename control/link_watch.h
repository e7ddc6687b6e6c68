// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "control/link_reflection.h"
#include "dataplane/link_state.h"

namespace sluice {

// Looks after the links while the workers do the packets: tells the audit log when a link comes to
// be bypassed or cut and when it is inspected again, puts our XDP programs back where somebody took
// them off, reflects lost carriers, and tells that the daemon is alive while no worker is stuck.
class LinkWatch {
 public:
    struct Sources {
        std::vector<std::string> links;  // their names
        std::function<std::vector<LinkState>()> states;
        // Puts right what it can and says what it found, a line each.
        std::function<std::vector<std::string>()> keep_ports;
        std::function<void(const std::string& kind, const std::string& subject,
                           const std::string& detail)>
            record;
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
    const Sources sources_;
    LinkReflection reflection_;
    std::vector<LinkState> known_;
    std::mutex waiting_;
    std::condition_variable_any stopping_;
    std::jthread thread_;  // last: it uses the others
};

}  // namespace sluice
