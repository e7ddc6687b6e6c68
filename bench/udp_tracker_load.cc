// SPDX-License-Identifier: Apache-2.0
#include "bench/udp_tracker_load.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <stdexcept>

#include <netinet/in.h>
#include <netinet/udp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "policy/hash.h"

namespace sluice::bench {
namespace {

constexpr uint64_t kProtocolId = 0x41727101980;
constexpr uint64_t kRankProtocolId = 0x736c756963650001;
constexpr uint64_t kGiveUpNs = 200'000'000;
constexpr uint32_t kFirstSource = 0x7f080001;
constexpr size_t kReplyBytes = 1'500;
constexpr uint32_t kAction = 1;  // an announce's, and a rank's
constexpr uint32_t kFirstPeer = 0x01000000;
constexpr uint32_t kBeyondPeers = 0xe0000000;

uint64_t now_ns() {
    return static_cast<uint64_t>(
        std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count());
}

template <typename Number>
void put(uint8_t* out, Number number) {
    for (int shift = 8 * (sizeof(Number) - 1); shift >= 0; shift -= 8)
        *out++ = static_cast<uint8_t>(number >> shift);
}

std::array<uint8_t, 20> hash_of(uint32_t swarm) {
    std::array<uint8_t, 20> hash;
    for (size_t i = 0; i < hash.size(); i += 4) {
        const uint64_t part = mix(swarm, i);
        std::memcpy(hash.data() + i, &part, 4);
    }
    return hash;
}

[[noreturn]] void fail(const std::string& what) {
    throw std::runtime_error(what + ": " + std::strerror(errno));
}

}  // namespace

std::string UdpTrackerLoad::hash_text(uint32_t swarm) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    for (const uint8_t byte : hash_of(swarm)) {
        text += kDigits[byte >> 4];
        text += kDigits[byte & 15];
    }
    return text;
}

UdpTrackerLoad::UdpTrackerLoad(const SocketAddress& tracker, const Shape& shape)
    : shape_(shape), sources_(shape.sources) {
    for (uint32_t i = 0; i < shape.sources; ++i)
        connect_to_tracker(sources_[i], i, tracker);
}

UdpTrackerLoad::~UdpTrackerLoad() {
    for (const Source& source : sources_)
        if (source.socket >= 0)
            close(source.socket);
}

void UdpTrackerLoad::connect_to_tracker(Source& source, uint32_t number,
                                        const SocketAddress& tracker) const {
    source.socket = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    const SocketAddress here{IpAddress::from_ipv4(kFirstSource + number), 0};
    sockaddr_storage at;
    socklen_t size = here.fill(at);
    if (source.socket < 0 || bind(source.socket, reinterpret_cast<sockaddr*>(&at), size) != 0)
        fail("cannot send from " + here.address.to_string());
    size = tracker.fill(at);
    const timeval patience{.tv_sec = 2, .tv_usec = 0};
    setsockopt(source.socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (connect(source.socket, reinterpret_cast<sockaddr*>(&at), size) != 0)
        fail("cannot send to " + tracker.to_string());

    std::array<uint8_t, 16> request;
    put<uint64_t>(request.data(), shape_.ranks ? kRankProtocolId : kProtocolId);
    put<uint32_t>(request.data() + 8, 0);
    put<uint32_t>(request.data() + 12, number);
    std::array<uint8_t, 16> reply;
    if (::send(source.socket, request.data(), request.size(), 0) != 16 ||
        recv(source.socket, reply.data(), reply.size(), 0) != 16)
        fail("no answer from " + tracker.to_string());
    std::memcpy(&source.connection_id, reply.data() + 8, sizeof source.connection_id);
}

void UdpTrackerLoad::write_request(uint8_t* out, const Source& source, uint32_t peer) const {
    std::memcpy(out, &source.connection_id, sizeof source.connection_id);
    put<uint32_t>(out + 8, kAction);
    put<uint32_t>(out + 12, transaction_);
    if (shape_.ranks)
        write_rank(out, source, peer);
    else
        write_announce(out, source, peer);
}

void UdpTrackerLoad::write_rank(uint8_t* out, const Source& source, uint32_t peer) const {
    const auto number = static_cast<uint32_t>(&source - sources_.data());
    put<uint32_t>(out + 16, 0);
    put<uint16_t>(out + 20, 0);
    out[22] = static_cast<uint8_t>(shape_.wanted);
    out[23] = 0;
    uint64_t random = mix(peer, number);
    for (uint32_t i = 0; i < shape_.wanted; ++i) {
        random = mix(random);
        put<uint32_t>(out + kRankHead + 6 * i,
                      kFirstPeer + static_cast<uint32_t>(random % (kBeyondPeers - kFirstPeer)));
        put<uint16_t>(out + kRankHead + 6 * i + 4, 6'881);
    }
}

// peer: of the source's, by number.
void UdpTrackerLoad::write_announce(uint8_t* out, const Source& source, uint32_t peer) const {
    const auto number = static_cast<uint32_t>(&source - sources_.data());
    const uint32_t overall = peer * shape_.sources + number;
    std::memset(out + 16, 0, kAnnounceBytes - 16);
    const auto hash = hash_of(static_cast<uint32_t>(mix(overall) % shape_.swarms));
    std::memcpy(out + 16, hash.data(), hash.size());
    std::memcpy(out + 36, "-XX0000-", 8);
    put<uint32_t>(out + 52, overall);
    put<uint64_t>(out + 64, overall % 10 == 0 ? 0 : 1'000'000);  // left
    put<uint32_t>(out + 92, shape_.wanted);
    put<uint16_t>(out + 96, static_cast<uint16_t>(1'024 + peer % 60'000));
}

// Those of chosen_, in one segmented datagram (UDP_SEGMENT), so that sending costs this side less
// than answering costs the other.
void UdpTrackerLoad::send(Source& source) {
    const auto count = static_cast<uint32_t>(chosen_.size());
    std::array<uint8_t, kMostRequestBytes * kMostAtOnce> bytes;
    for (uint32_t i = 0; i < count; ++i)
        write_request(bytes.data() + i * request_bytes(), source, chosen_[i]);
    iovec part{bytes.data(), count * request_bytes()};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(uint16_t))> control{};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    cmsghdr* const option = CMSG_FIRSTHDR(&message);
    option->cmsg_level = SOL_UDP;
    option->cmsg_type = UDP_SEGMENT;
    option->cmsg_len = CMSG_LEN(sizeof(uint16_t));
    const auto segment = static_cast<uint16_t>(request_bytes());
    std::memcpy(CMSG_DATA(option), &segment, sizeof segment);
    if (sendmsg(source.socket, &message, 0) < 0)
        fail("cannot send requests");
    source.under_way += count;
}

// How many more may be sent now.
uint32_t UdpTrackerLoad::receive(Source& source, Result& result) {
    static std::array<std::array<uint8_t, kReplyBytes>, kMostAtOnce> replies;
    std::array<iovec, kMostAtOnce> parts;
    std::array<mmsghdr, kMostAtOnce> messages;
    for (size_t i = 0; i < kMostAtOnce; ++i) {
        parts[i] = {replies[i].data(), kReplyBytes};
        messages[i] = {};
        messages[i].msg_hdr.msg_iov = &parts[i];
        messages[i].msg_hdr.msg_iovlen = 1;
    }
    const int received =
        recvmmsg(source.socket, messages.data(), kMostAtOnce, MSG_DONTWAIT, nullptr);
    const uint64_t now = now_ns();
    if (received <= 0) {
        if (source.under_way > 0 && now - source.heard_ns > kGiveUpNs) {
            result.lost += source.under_way;
            source.under_way = 0;
            source.heard_ns = now;
        }
        return shape_.window - source.under_way;
    }
    source.heard_ns = now;
    for (int i = 0; i < received; ++i) {
        const size_t at = static_cast<size_t>(i);
        const bool is_answer = messages[at].msg_len >= 20 && replies[at][3] == kAction;
        result.answered += is_answer ? 1 : 0;
        result.errors += is_answer ? 0 : 1;
        result.peers += is_answer ? peers_told(messages[at].msg_len) : 0;
    }
    // What had been given up may come all the same.
    source.under_way -= std::min(source.under_way, static_cast<uint32_t>(received));
    return shape_.window - source.under_way;
}

template <typename Choose, typename Ends>
UdpTrackerLoad::Result UdpTrackerLoad::run(const Choose& choose, const Ends& ends) {
    Result result;
    const uint64_t began = now_ns();
    for (Source& source : sources_)
        source.heard_ns = began;
    bool over = false;
    uint32_t under_way = 0;
    do {
        under_way = 0;
        for (Source& source : sources_) {
            const uint32_t room = std::min(receive(source, result), kMostAtOnce);
            chosen_.clear();
            for (uint32_t n = 0; !over && n < room && choose(source, chosen_); ++n) {
            }
            ++transaction_;
            if (!chosen_.empty())
                send(source);
            under_way += source.under_way;
        }
        over = over || ends(result, began);
    } while (!over || under_way > 0);
    result.seconds = static_cast<double>(now_ns() - began) / 1e9;
    return result;
}

UdpTrackerLoad::Result UdpTrackerLoad::announce_all() {
    for (Source& source : sources_)
        source.next = 0;
    return run(
        [&](Source& source, std::vector<uint32_t>& chosen) {
            if (source.next == peers_of_source())
                return false;
            chosen.push_back(source.next++);
            return true;
        },
        [&](const Result&, uint64_t) {
            return std::ranges::all_of(
                sources_, [&](const Source& s) { return s.next == peers_of_source(); });
        });
}

UdpTrackerLoad::Result UdpTrackerLoad::announce_for(double seconds) {
    uint64_t random = 1;
    return run(
        [&](Source&, std::vector<uint32_t>& chosen) {
            chosen.push_back(static_cast<uint32_t>(mix(random++) % peers_of_source()));
            return true;
        },
        [&](const Result&, uint64_t began) {
            return static_cast<double>(now_ns() - began) > seconds * 1e9;
        });
}

}  // namespace sluice::bench
