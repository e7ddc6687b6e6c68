// SPDX-License-Identifier: Apache-2.0
// A box of two workers whose tables are tiny, so that all of them run out. The input is a list of
// steps, each with a head of four bytes:
//
//   what to do (below), port and lane, a length and a number
//
// and then, for a frame, its bytes. Nothing may be lost but by a rule, and the books must balance.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "tests/packet/virtual_box.h"

using namespace sluice;
using sluice::test::Arrival;
using sluice::test::FrameBytes;

namespace {

constexpr std::string_view kPolicies[] = {
    "rules: []",
    R"(
subscribers:
  - { id: moved, group: g, addresses: [198.18.0.0/24, "2001:db8::/56"] }
rules:
  - { name: d, match: { label: bittorrent }, action: drop }
  - { name: p, match: { group: g }, action: { police: { rate: 64kbps }, dscp: le } }
)",
    R"(
never_touch:
  - { protocol: tcp, port: 179 }
rules:
  - { name: f, match: { protocol: udp }, action: { police: { per: flow, rate: 8kbps } } }
  - { name: r, match: {}, action: { police: { per: rule, rate: 1mbps }, dscp: ef } }
)",
    R"(
limits: { flows: 2, new_flows: 3/s }
subscribers:
  - { id: moved, group: g, addresses: [198.18.0.0/31, "2001:db8::/56"] }
  - { id: still, addresses: [198.18.0.2] }
rules:
  - { name: c, match: { protocol: tcp, direction: up }, action: { connections: { most: 1 } } }
  - { name: e, match: { protocol: tcp }, action: { connections: { most: 2 }, dscp: le } }
  - { name: d, match: { label: bittorrent, role: [seed, leech] }, action: drop }
  - { name: b, match: { over: { bytes: 100B } }, action: { police: { rate: 64kbps } } }
)",
    R"(
shadow: true
limits: { flows: 1 }
rules:
  - { name: e, match: { protocol: tcp }, action: { connections: { most: 1 }, dscp: le } }
  - { name: m, match: { label: bittorrent, message: handshake }, action: drop }
  - name: h
    match: { over: { connections: 1 }, hours: { zone: Asia/Hong_Kong, from: "08:00" } }
    action: { police: { per: flow, rate: 8kbps } }
)",
    R"(
rules:
  - { name: t, match: { protocol: tcp }, action: { reset: both } }
  - { name: u, match: { label: bittorrent.utp }, action: { reset: subscriber } }
  - { name: o, match: {}, action: refuse }
)",
};

[[noreturn]] void fail(const std::string& complaint) {
    std::fprintf(stderr, "%s\n", complaint.c_str());
    std::abort();
}

// The second byte of a pair of Ethernet, IPv4 and UDP or TCP headers to save the fuzzer the work.
FrameBytes framed(Bytes body, uint8_t number) {
    const auto total = static_cast<uint16_t>(20 + body.size());
    FrameBytes frame = {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0, 0x45, 0};
    frame.insert(frame.end(), {static_cast<uint8_t>(total >> 8), static_cast<uint8_t>(total), 0,
                               number, 0, 0, 64, static_cast<uint8_t>(number % 2 ? 6 : 17), 0, 0,
                               198, 18, 0, static_cast<uint8_t>(number / 2 % 4), 203, 0, 113, 1});
    frame.insert(frame.end(), body.begin(), body.end());
    return frame;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    test::BoxSettings settings{.workers = 2, .pair_realms = {0, 1}, .flows = 4, .fragments = 4};
    settings.police_buckets = 3;
    settings.shared_rates = 1;
    settings.connection_caps = 2;
    settings.counted_strangers = 2;
    settings.classifier = {.undecided_flows = 2,
                           .walked_flows = 1,
                           .kept_beginnings = 2,
                           .held_segments = 2,
                           .learnt_endpoints = 16};
    test::VirtualBox box(kPolicies[0], settings);

    std::vector<Arrival> burst;
    bool unruled = true;
    const auto send = [&] {
        const std::vector<Arrival> before = burst;
        box.send(burst);
        for (size_t i = 0; i < burst.size(); ++i) {
            const bool untouched =
                burst[i].fate == Fate::forwarded && burst[i].bytes == before[i].bytes;
            if (unruled && !untouched)
                fail("a frame was lost or changed without a rule");
        }
        burst.clear();
        if (const std::string complaint = box.audit(); !complaint.empty())
            fail(complaint);
    };
    while (size >= 4) {
        const uint8_t what = data[0];
        const uint8_t where = data[1];
        const size_t length = std::min<size_t>(data[2], size - 4);
        const uint8_t number = data[3];
        data += 4;
        size -= 4;
        switch (what % 8) {
            case 0:
                send();
                box.wait_ms(uint64_t{number} * 500);
                box.set_wall_time(where * 3'600);
                break;
            case 1:
                send();
                box.prepare(kPolicies[number % std::size(kPolicies)]);
                box.adopt(0);
                box.adopt(1);
                unruled = unruled && number % std::size(kPolicies) == 0;
                break;
            case 2:
                send();
                break;
            default: {
                const Bytes body(data, length);
                burst.push_back({.bytes = what % 8 < 6 ? framed(body, number)
                                                       : FrameBytes(body.begin(), body.end()),
                                 .port = static_cast<uint16_t>(where % 4),
                                 .lane = static_cast<uint32_t>(where / 4 % 2),
                                 .verdict = {}});
                burst.back().cut_off = where >> 6 == 3 ? number % (length + 1) : 0;
                burst.back().oversized = where == 0x3f;
                data += length;
                size -= length;
            }
        }
    }
    send();
    box.wait_ms(3'600'000);
    box.wait_ms(3'600'000);
    if (const std::string complaint = box.audit(); !complaint.empty())
        fail(complaint);
    if (box.worker(0).flows.size() + box.worker(1).flows.size() != 0)
        fail("a flow never ends");
    return 0;
}
