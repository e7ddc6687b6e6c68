// SPDX-License-Identifier: Apache-2.0
#include "bench/shown_traffic.h"

#include <map>
#include <tuple>
#include <utility>

#include "dataplane/parser.h"

namespace sluice::bench {
namespace {

bool is_subscriber(const IpAddress& address) {
    return address.bytes[12] == 100;  // of the mixes
}

}  // namespace

ShownTraffic::ShownTraffic(Frames captured) : frames(std::move(captured)) {
    using Ends = std::tuple<IpAddress, uint16_t, IpAddress, uint16_t, uint8_t>;
    std::map<Ends, size_t> numbers;
    for (const TimedFrame& frame : frames) {
        ParsedPacket packet;
        parse_packet(frame.bytes, static_cast<uint32_t>(frame.bytes.size()), TunnelView::inner,
                     packet);
        const bool up = is_subscriber(packet.source);
        const Ends ends = up ? Ends{packet.source, packet.source_port, packet.destination,
                                    packet.destination_port, packet.protocol}
                             : Ends{packet.destination, packet.destination_port, packet.source,
                                    packet.source_port, packet.protocol};
        const size_t flow = numbers.emplace(ends, numbers.size()).first->second;
        segments.push_back(
            {{.payload = Bytes{frame.bytes}.subspan(packet.payload_offset, packet.payload_length),
              .wire_bytes = packet.payload_wire_length,
              .direction = up ? Direction::up : Direction::down,
              .transport = packet.protocol == kTcp ? Transport::tcp : Transport::udp,
              .syn = (packet.tcp_flags & kSyn) != 0,
              .sequence = packet.tcp_sequence},
             flow});
    }
    flows = numbers.size();
}

FlowRecords::FlowRecords(size_t count) : flows_(count) {
    for (size_t number = 0; number < count; ++number)
        give_other_ends(number);
}

void FlowRecords::give_other_ends(size_t number) {
    const uint32_t ends = ends_given_++;
    FlowKey& key = flows_[number].key;
    key.subscriber = IpAddress::from_ipv4(0x6440'0000u + (ends & 0x3f'ffff));
    key.remote = IpAddress::from_ipv4(0xc613'0000u + (ends * 0x9e37'79b9u >> 16));
    key.subscriber_port = static_cast<uint16_t>(32'768 + ends % 20'011);
    key.remote_port = static_cast<uint16_t>(10'000 + ends % 40'009);
}

void FlowRecords::renew(Classifier& classifier) {
    for (size_t number = 0; number < flows_.size(); ++number) {
        classifier.forget(flows_[number].inspection);
        give_other_ends(number);
    }
}

}  // namespace sluice::bench
