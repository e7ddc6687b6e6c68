// SPDX-License-Identifier: Apache-2.0
#include "dataplane/shunt/shunt_clerk.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <span>
#include <utility>

#include <pthread.h>

#include "ebpf/xdp_port.h"

namespace sluice {
namespace {

// Also the grace of programs that have found a place just before its flow was ended: the kernel
// runs one for a few microseconds at most.
constexpr std::chrono::milliseconds kBetweenTurns{5};

sluice_flow_key plain(const FlowKey& flow) {
    sluice_flow_key key;
    static_assert(sizeof key == sizeof flow);
    std::memcpy(&key, &flow, sizeof key);
    return key;
}

}  // namespace

ShuntClerk::ShuntClerk(uint32_t workers, uint32_t places_of_each)
    : places_of_each_(places_of_each),
      maps_(workers * places_of_each),
      begun_(size_t{workers} * places_of_each) {
    for (uint32_t worker = 0; worker < workers; ++worker)
        requests_.push_back(std::make_unique<ShuntRequests>(places_of_each));
}

ShuntClerk::~ShuntClerk() {
    stop();
}

void ShuntClerk::start(std::vector<XdpPort*> ports, uint32_t snapshot) {
    ports_ = std::move(ports);
    snapshot_ = snapshot;
    thread_ = std::thread([this] { run(); });
}

void ShuntClerk::expect_snapshot(uint32_t number) {
    const std::lock_guard lock(rounds_);
    snapshot_ = number;
    set_rounds();
}

void ShuntClerk::stop() {
    stopping_.store(true);
    if (thread_.joinable())
        thread_.join();
    const std::lock_guard lock(rounds_);
    set_rounds();
}

void ShuntClerk::run() {
    pthread_setname_np(pthread_self(), "shunt");
    while (!stopping_.load()) {
        {
            const std::lock_guard lock(rounds_);
            set_rounds();
        }
        answer_ends();
        bool any = false;
        for (uint32_t worker = 0; worker < requests_.size(); ++worker)
            any |= serve(worker);
        if (!any || !ended_.empty())
            std::this_thread::sleep_for(kBetweenTurns);
    }
}

// While any worker wants it: the flows of others are not shunted without theirs being open.
void ShuntClerk::set_rounds() {
    const bool wanted = !stopping_.load() && std::ranges::any_of(requests_, [](const auto& each) {
        return each->wanted.load(std::memory_order_relaxed);
    });
    const uint32_t round = wanted ? snapshot_ : 0;
    if (round == round_)
        return;
    round_ = round;
    for (XdpPort* port : ports_)
        set_shunt_round(*port, round);
}

bool ShuntClerk::serve(uint32_t worker) {
    std::array<ShuntRequest, 256> batch;
    ShuntRequests& of = *requests_[worker];
    const size_t count = of.requests.pop(batch);
    for (const ShuntRequest& request : std::span(batch).first(count)) {
        const sluice_flow_key flow = plain(request.flow);
        if (request.wants == ShuntRequest::Wants::begin) {
            begun_[request.place] = maps_.begin(flow, request.place);
            if (!begun_[request.place])
                of.answers.push({.place = request.place, .refused = true});
            continue;
        }
        if (begun_[request.place])
            maps_.end(flow);
        begun_[request.place] = false;
        ended_.push_back({worker, request.place});
    }
    return count != 0;
}

void ShuntClerk::answer_ends() {
    for (const Ended& ended : ended_)
        requests_[ended.worker]->answers.push({.place = ended.place, .refused = false});
    ended_.clear();
}

}  // namespace sluice
