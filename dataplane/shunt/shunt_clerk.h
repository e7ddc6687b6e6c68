// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "dataplane/shunt/shunt_requests.h"
#include "ebpf/shunt_maps.h"

namespace sluice {

struct XdpPort;

// Tells the kernel which flows the workers want to be shunted, in a thread of its own, because a
// worker makes no system call.
class ShuntClerk {
 public:
    // Throws XdpError.
    ShuntClerk(uint32_t workers, uint32_t places_of_each);
    ~ShuntClerk();  // stop()

    const ShuntMaps& maps() const { return maps_; }
    uint32_t places_of_each() const { return places_of_each_; }
    ShuntRequests& of_worker(uint32_t worker) { return *requests_[worker]; }

    // By these ports, which outlive it.
    void start(std::vector<XdpPort*> ports, uint32_t snapshot);
    // Before any worker decides by it. What was shunted by another comes back to the workers with
    // the next frame. Any thread.
    void expect_snapshot(uint32_t number);
    // Nothing is shunted any more.
    void stop();

 private:
    void run();
    bool serve(uint32_t worker);
    void answer_ends();
    void set_rounds();

    struct Ended {
        uint32_t worker = 0;
        uint32_t place = 0;
    };

    const uint32_t places_of_each_;
    ShuntMaps maps_;
    std::vector<std::unique_ptr<ShuntRequests>> requests_;
    std::vector<bool> begun_;   // by place: the kernel has it
    std::vector<Ended> ended_;  // in the turn before this one
    std::vector<XdpPort*> ports_;
    std::mutex rounds_;
    uint32_t snapshot_ = 0;
    uint32_t round_ = 0;
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

}  // namespace sluice
