// SPDX-License-Identifier: Apache-2.0
#include "bench/mixes.h"

#include <algorithm>
#include <array>

#include "bench/bittorrent_traffic.h"
#include "bench/broad_traffic.h"

namespace sluice::bench {
namespace {

constexpr uint64_t kBetweenFlowsNs = 1'000'000;
constexpr uint16_t kAnyPort = 0;

// Each flow has a subscriber port of its own, so no two flows of a mix are one.
class Ends {
 public:
    explicit Ends(Dice& dice) : dice_(dice) {}

    Endpoint subscriber() {
        do
            ++port_;
        while ((port_ & 0x3ff) == 0);
        return {0x6440'0000u + host(), port_};
    }
    Endpoint remote(uint16_t port) {
        const auto drawn =
            static_cast<uint16_t>(1'025 + 1'024 * dice_.below(60) + dice_.below(1'000));
        return {0xc613'0000u + host(), port == kAnyPort ? drawn : port};
    }

 private:
    uint32_t host() { return static_cast<uint32_t>(1 + dice_.below(254)); }

    Dice& dice_;
    uint16_t port_ = 2'048;
};

void add_bittorrent(BitTorrentTraffic& traffic, Ends& ends, Dice& dice, uint64_t start_ns) {
    const Endpoint subscriber = ends.subscriber();
    const Endpoint remote = ends.remote(kAnyPort);
    const uint64_t kind = dice.below(100);
    const uint64_t size = dice.below(10);
    if (kind < 50)
        return traffic.dht(subscriber, remote, start_ns);
    if (kind < 55)
        return traffic.udp_tracker(subscriber, remote, start_ns);
    if (kind < 58)
        return traffic.http_tracker(subscriber, remote, start_ns);
    if (kind < 73)
        return traffic.utp(subscriber, remote, start_ns, size < 8 ? 0 : 40);
    traffic.peer(subscriber, remote, start_ns, size < 5 ? 0 : size < 9 ? 1 : 10);
}

void add_other(BroadTraffic& traffic, Ends& ends, Dice& dice, uint64_t start_ns) {
    const Endpoint subscriber = ends.subscriber();
    const auto size = static_cast<unsigned>(dice.below(1'000));
    const uint64_t kind = dice.below(90);
    if (kind < 30)
        return traffic.dns(subscriber, ends.remote(53), start_ns);
    if (kind < 32)
        return traffic.ntp(subscriber, ends.remote(123), start_ns);
    if (kind < 66)
        return traffic.tls(subscriber, ends.remote(443), start_ns, 5 + size % 60);
    if (kind < 72)
        return traffic.http(subscriber, ends.remote(80), start_ns, 2'000 + 50 * size);
    if (kind < 87)
        return traffic.quic(subscriber, ends.remote(443), start_ns, 20 + size % 80);
    if (kind < 88)
        return traffic.ssh(subscriber, ends.remote(22), start_ns, 20 + size % 100);
    traffic.video(subscriber, ends.remote(kAnyPort), start_ns, 100);
}

Mix by_time(Frames frames, unsigned flows) {
    std::stable_sort(frames.begin(), frames.end(), [](const TimedFrame& a, const TimedFrame& b) {
        return a.time_ns < b.time_ns;
    });
    return {std::move(frames), flows};
}

}  // namespace

Mix bittorrent_mix(unsigned flows) {
    Frames frames;
    Dice dice(1);
    Ends ends(dice);
    BitTorrentTraffic traffic(frames, dice);
    for (unsigned flow = 0; flow < flows; ++flow)
        add_bittorrent(traffic, ends, dice, flow * kBetweenFlowsNs);
    return by_time(std::move(frames), flows);
}

Mix broad_mix(unsigned flows) {
    Frames frames;
    Dice dice(2);
    Ends ends(dice);
    BitTorrentTraffic bittorrent(frames, dice);
    BroadTraffic other(frames, dice);
    for (unsigned flow = 0; flow < flows; ++flow) {
        const uint64_t start_ns = flow * kBetweenFlowsNs;
        if (dice.chance(10))
            add_bittorrent(bittorrent, ends, dice, start_ns);
        else
            add_other(other, ends, dice, start_ns);
    }
    return by_time(std::move(frames), flows);
}

Mix imix(unsigned flows) {
    constexpr std::array<size_t, 12> kFrameBytes{60,  590, 60, 590, 60, 60,
                                                 590, 60,  60, 590, 60, 1'514};
    Frames frames;
    Dice dice(3);
    Ends ends(dice);
    for (unsigned flow = 0; flow < flows; ++flow) {
        const Endpoint subscriber = ends.subscriber();
        const Endpoint remote = ends.remote(kAnyPort);
        const size_t ip_bytes = kFrameBytes[flow % kFrameBytes.size()] - 14;
        for (const bool upward : {true, false}) {
            const Endpoint from = upward ? subscriber : remote;
            const Endpoint to = upward ? remote : subscriber;
            const uint64_t time_ns = (flow * 2 + (upward ? 0 : 1)) * 1'000;
            frames.push_back(
                {time_ns, flow % 2 == 0
                              ? tcp_frame(from, to, 1'000, 1'000, kAck, dice.bytes(ip_bytes - 40))
                              : udp_frame(from, to, dice.bytes(ip_bytes - 28))});
        }
    }
    return by_time(std::move(frames), flows);
}

}  // namespace sluice::bench
