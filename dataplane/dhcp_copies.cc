// SPDX-License-Identifier: Apache-2.0
#include "dataplane/dhcp_copies.h"

#include <algorithm>
#include <span>

namespace sluice {

const char* name(DhcpLoss loss) {
    switch (loss) {
        case DhcpLoss::ring_full:
            return "ring_full";
        case DhcpLoss::over_rate:
            return "over_rate";
        case DhcpLoss::in_pieces:
            return "in_pieces";
        case DhcpLoss::too_long:
            return "too_long";
        case DhcpLoss::in_tunnel:
            return "in_tunnel";
    }
    return "?";
}

bool DhcpCopies::Allowance::take(uint64_t now_ns) {
    constexpr uint64_t kEachNs = 1'000'000'000 / kMostPerSecond;
    if (now_ns > since_ns) {
        const uint64_t earned = (now_ns - since_ns) / kEachNs;
        if (left + earned >= kMostAtOnce) {
            left = kMostAtOnce;
            since_ns = now_ns;
        } else {
            left += earned;
            since_ns += earned * kEachNs;
        }
    }
    if (left == 0)
        return false;
    --left;
    return true;
}

bool DhcpCopies::is_wanted(const Packet& packet, uint64_t now_ns) {
    const ParsedPacket& parsed = packet.parsed;
    if (parsed.ip_offset != parsed.outer_ip_offset) {
        lose(DhcpLoss::in_tunnel);
        return false;
    }
    if (parsed.is_fragment) {
        lose(DhcpLoss::in_pieces);
        return false;
    }
    if (parsed.payload_length > DhcpCopy::kLongest ||
        parsed.payload_length != parsed.payload_wire_length) {
        lose(DhcpLoss::too_long);
        return false;
    }
    if (!allowances_[static_cast<size_t>(packet.direction)].take(now_ns)) {
        lose(DhcpLoss::over_rate);
        return false;
    }
    return true;
}

void DhcpCopies::offer(const Packet& packet, uint64_t now_ns) {
    if (!is_wanted(packet, now_ns))
        return;
    DhcpCopy copy;
    copy.seen_ns = now_ns;
    copy.source = packet.parsed.source;
    copy.direction = packet.direction;
    copy.destination_port = packet.parsed.destination_port;
    copy.length = packet.parsed.payload_length;
    const Bytes payload = packet.payload();
    std::copy(payload.begin(), payload.end(), copy.payload.begin());
    std::fill(copy.payload.begin() + copy.length, copy.payload.end(), uint8_t{0});
    if (ring_.push(copy))
        copied_++;
    else
        lose(DhcpLoss::ring_full);
}

void DhcpCopies::take(std::vector<DhcpCopy>& out) {
    const size_t before = out.size();
    out.resize(before + ring_.size());
    out.resize(before + ring_.pop(std::span(out).subspan(before)));
}

void DhcpCopies::add_to(DhcpCopyReport& report) const {
    report.copied += copied_.get();
    for (size_t why = 0; why < kDhcpLossCount; ++why)
        report.lost[why] += lost_[why].get();
}

}  // namespace sluice
