// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstring>
#include <map>
#include <memory>
#include <vector>

#include "dataplane/shunt/shunt.h"
#include "ebpf/plain_flow.h"
#include "tests/packet/box_test.h"

namespace sluice::test {

// A box whose ports do what their XDP program does: ahead of the workers they forward, and count,
// the flows that these want to be shunted. tests/bpf has the program itself.
class ShuntingBox {
 public:
    static constexpr uint32_t kPlaces = 8;

    ShuntingBox(VirtualBox& wire, bool always)
        : wire_(wire), requests_(kPlaces), places_(kPlaces), round_(worker().snapshot_number) {
        for (PortTraits& port : worker().ports)
            port.shunts = true;
        worker().shunt = std::make_unique<Shunt>(Shunt::Settings{.always = always,
                                                                 .places = places_,
                                                                 .first_place = 0,
                                                                 .place_count = kPlaces,
                                                                 .flows = worker().flows.capacity(),
                                                                 .requests = &requests_});
        pass_ms(300);
    }

    // Past the worker, or through it: whether it arrived.
    bool up(const FrameBytes& frame) { return shunts(frame, 0) || wire_.up(frame).has_value(); }
    bool down(const FrameBytes& frame) { return shunts(frame, 1) || wire_.down(frame).has_value(); }

    // The worker's turns of its loop, and the clerk's.
    void pass_ms(uint64_t duration_ms) {
        for (uint64_t ms = 0; ms < duration_ms; ms += 10) {
            wire_.pass_ns(10'000'000);
            serve();
            worker().shunt->step(worker(), wire_.now_ns());
        }
    }
    void publish(std::string_view policy) {
        round_ = 0;  // as ShuntClerk::expect_snapshot(): nothing goes by a policy that has gone
        wire_.publish(policy);
        round_ = worker().snapshot_number;
    }

    uint64_t shunted = 0;  // packets
    bool kernel_full = false;

    Worker& worker() { return wire_.worker(); }

 private:
    struct Less {
        bool operator()(const sluice_flow_key& a, const sluice_flow_key& b) const {
            return std::memcmp(&a, &b, sizeof a) < 0;
        }
    };

    bool shunts(const FrameBytes& frame, uint8_t direction) {
        sluice_plain_packet packet{};
        if (!sluice_read_plain_packet(frame.data(), frame.data() + frame.size(), frame.size(), 0,
                                      direction, &packet))
            return false;
        const auto found = flows_.find(packet.key);
        if (found == flows_.end())
            return false;
        sluice_shunted_direction& counts = places_[found->second].direction[direction];
        if (counts.round != round_ || counts.dscp != packet.dscp)
            return false;
        counts.ip_bytes += packet.ip_bytes;
        counts.packets[packet.ecn]++;
        counts.ece_packets += (packet.tcp_flags & SLUICE_TCP_ECE) != 0;
        counts.cwr_packets += (packet.tcp_flags & SLUICE_TCP_CWR) != 0;
        ++shunted;
        return true;
    }

    void serve() {
        ShuntRequest request;
        while (requests_.requests.pop(request)) {
            sluice_flow_key key;
            std::memcpy(&key, &request.flow, sizeof key);
            const bool begins = request.wants == ShuntRequest::Wants::begin;
            if (!begins) {
                flows_.erase(key);
                requests_.answers.push({.place = request.place, .refused = false});
            } else if (kernel_full || !flows_.try_emplace(key, request.place).second) {
                requests_.answers.push({.place = request.place, .refused = true});
            }
        }
    }

    VirtualBox& wire_;
    ShuntRequests requests_;
    std::vector<sluice_shunted> places_;
    std::map<sluice_flow_key, uint32_t, Less> flows_;
    uint32_t round_;
};

}  // namespace sluice::test
