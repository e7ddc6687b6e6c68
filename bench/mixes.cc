// SPDX-License-Identifier: Apache-2.0
#include "bench/mixes.h"

#include <algorithm>
#include <array>

#include "bench/bittorrent_traffic.h"
#include "bench/other_traffic.h"
#include "bench/web_traffic.h"

namespace sluice::bench {
namespace {

constexpr uint64_t kBetweenFlowsNs = 1'000'000;
constexpr uint16_t kAnyPort = 0;

// Each flow has a subscriber port of its own, so no two flows of a mix are one.
class Ends {
 public:
    explicit Ends(Dice& dice) : dice_(dice) {}

    Endpoint subscriber() { return {0x6440'0000u + host(), ++port_}; }
    Endpoint remote(uint16_t port) {
        const auto drawn = static_cast<uint16_t>(10'000 + dice_.below(55'000));
        return {0xc613'0000u + host(), port == kAnyPort ? drawn : port};
    }

 private:
    uint32_t host() { return static_cast<uint32_t>(1 + dice_.below(254)); }

    Dice& dice_;
    uint16_t port_ = 32'768;
};

// Most flows are short and most bytes are in the long ones: 3 to 20 of 70 % of them, up to 80 of
// a quarter, up to 250 of the rest.
unsigned skewed(Dice& dice) {
    const uint64_t rank = dice.below(100);
    const uint64_t size = rank < 70   ? 3 + dice.below(18)
                          : rank < 95 ? 20 + dice.below(61)
                                      : 80 + dice.below(171);
    return static_cast<unsigned>(size);
}

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
    const unsigned utp_blocks = size < 8 ? 0 : 40;
    if (kind < 69)
        return traffic.utp(subscriber, remote, start_ns, utp_blocks);
    if (kind < 73)
        return traffic.encrypted_utp(subscriber, remote, start_ns, utp_blocks);
    const unsigned peer_blocks = size < 5 ? 0 : size < 9 ? 1 : 10;
    if (kind < 91)
        return traffic.peer(subscriber, remote, start_ns, peer_blocks);
    traffic.encrypted_peer(subscriber, remote, start_ns, peer_blocks);
}

void add_web(WebTraffic& traffic, Ends& ends, Dice& dice, uint64_t start_ns, uint64_t kind) {
    const Endpoint subscriber = ends.subscriber();
    if (kind < 30)
        return traffic.dns(subscriber, ends.remote(53), start_ns);
    if (kind < 54)
        return traffic.tls13(subscriber, ends.remote(443), start_ns, skewed(dice));
    if (kind < 60)
        return traffic.tls12(subscriber, ends.remote(443), start_ns, skewed(dice));
    if (kind < 73)
        return traffic.quic(subscriber, ends.remote(443), start_ns, 2 * skewed(dice));
    traffic.http(subscriber, ends.remote(80), start_ns, 2'000 + dice.below(50'000));
}

void add_other(OtherTraffic& traffic, Ends& ends, Dice& dice, uint64_t start_ns, uint64_t kind) {
    const Endpoint subscriber = ends.subscriber();
    if (kind < 2)
        return traffic.ntp(subscriber, ends.remote(123), start_ns);
    if (kind < 3)
        return traffic.ssh(subscriber, ends.remote(22), start_ns, skewed(dice));
    if (kind < 5)
        return traffic.call(subscriber, ends.remote(kAnyPort), start_ns, 3 * skewed(dice));
    if (kind < 6)
        return traffic.wireguard(subscriber, ends.remote(51'820), start_ns, 3 * skewed(dice));
    if (kind < 9)
        return traffic.game(subscriber, ends.remote(kAnyPort), start_ns, 2 * skewed(dice));
    if (kind < 10)
        return traffic.mail(subscriber, ends.remote(587), start_ns);
    if (kind < 11)
        return traffic.telemetry(subscriber, ends.remote(1'883), start_ns, skewed(dice));
    traffic.unnamed(subscriber, ends.remote(5'228), start_ns, skewed(dice));
}

}  // namespace

Mix by_time(Frames frames, unsigned flows) {
    std::stable_sort(frames.begin(), frames.end(), [](const TimedFrame& a, const TimedFrame& b) {
        return a.time_ns < b.time_ns;
    });
    return {std::move(frames), flows};
}

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
    WebTraffic web(frames, dice);
    OtherTraffic other(frames, dice);
    for (unsigned flow = 0; flow < flows; ++flow) {
        const uint64_t start_ns = flow * kBetweenFlowsNs;
        const uint64_t kind = dice.below(100);
        if (kind < 10)
            add_bittorrent(bittorrent, ends, dice, start_ns);
        else if (kind < 87)
            add_web(web, ends, dice, start_ns, kind - 10);
        else
            add_other(other, ends, dice, start_ns, kind - 87);
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
