// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "dataplane/answers/big_endian.h"
#include "dataplane/answers/envelope.h"
#include "dataplane/answers/ip_checksums.h"

namespace sluice {
namespace {

constexpr uint8_t kUsualTtl = 64;

}  // namespace

size_t Envelope::close(std::span<uint8_t> frame, size_t packet_bytes, Way way) const {
    // IEEE 802.3, without the check sequence, which the port adds.
    constexpr size_t kShortestFrame = 60;
    const size_t end = size() + packet_bytes;
    const size_t length = std::max(end, kShortestFrame);
    if (frame.size() < length)
        return 0;
    std::ranges::copy(headers_, frame.data());
    std::fill(frame.begin() + static_cast<ptrdiff_t>(end),
              frame.begin() + static_cast<ptrdiff_t>(length), uint8_t{0});
    for (size_t i = 0; i < count_; ++i) {
        if (way == Way::back)
            turn(frame.data(), noted_[i]);
        set_length(frame.data(), noted_[i], end);
    }
    // From the inside out: a tunnel's checksum covers what is in it.
    for (size_t i = count_; i-- > 0;)
        set_checksum(frame.data(), i, end);
    return length;
}

// VXLAN's ports stay: the destination's is its name, the source's is any.
void Envelope::turn(uint8_t* frame, const Header& header) const {
    uint8_t* const at = frame + header.at;
    switch (header.kind) {
        case Kind::ethernet:
            std::swap_ranges(at, at + 6, at + 6);
            break;
        case Kind::ipv4:
            std::swap_ranges(at + 12, at + 16, at + 16);
            at[8] = kUsualTtl;
            break;
        case Kind::ipv6:
            std::swap_ranges(at + 8, at + 24, at + 24);
            at[7] = kUsualTtl;
            break;
        default:
            break;
    }
}

void Envelope::set_length(uint8_t* frame, const Header& header, size_t end) const {
    uint8_t* const at = frame + header.at;
    const auto length = static_cast<uint16_t>(end - header.at);
    switch (header.kind) {
        case Kind::pppoe:
            put_be16(at + 4, static_cast<uint16_t>(length - 6));
            break;
        case Kind::ipv4:
        case Kind::l2tp:
            put_be16(at + 2, length);
            break;
        case Kind::ipv6:
            put_be16(at + 4, static_cast<uint16_t>(length - 40));
            break;
        case Kind::udp:
            put_be16(at + 4, length);
            break;
        case Kind::gtp_u:
            put_be16(at + 2, static_cast<uint16_t>(length - 8));
            break;
        case Kind::ethernet:
        case Kind::gre:
            break;
    }
}

void Envelope::set_checksum(uint8_t* frame, size_t index, size_t end) const {
    uint8_t* const at = frame + noted_[index].at;
    const Bytes rest(at, end - noted_[index].at);
    switch (noted_[index].kind) {
        case Kind::ipv4:
            set_ipv4_checksum(at);
            break;
        case Kind::udp:
            // None stays none (RFC 768, RFC 6935). Never the first: an IP header is around it.
            if (get_be16(at + 6) != 0)
                set_udp_checksum(frame + noted_[index - 1].at, at, rest.size());
            break;
        case Kind::gre:
            put_be16(at + 4, 0);
            put_be16(at + 4, internet_checksum(rest));
            break;
        default:
            break;
    }
}

}  // namespace sluice
