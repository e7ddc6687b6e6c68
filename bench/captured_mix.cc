// SPDX-License-Identifier: Apache-2.0
#include "bench/captured_mix.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include <pcap/pcap.h>

#include "bench/big_endian.h"
#include "dataplane/parser.h"
#include "replay/capture_file.h"

namespace sluice::bench {
namespace {

constexpr size_t kUdpHeaderBytes = 8;
constexpr size_t kMostTransportBytes = 1'800;  // with the layers below in one packet buffer

using End = std::pair<IpAddress, uint16_t>;
using RealFlow = std::tuple<End, End, uint8_t>;  // the lower end first
using MixFlow = std::tuple<uint32_t, uint16_t, uint32_t, uint16_t, uint8_t>;

// Which addresses of the mix stand for a flow's ends. Whoever spoke first is the subscriber.
struct StandIns {
    End subscriber;
    uint32_t subscriber_address = 0;
    uint32_t remote_address = 0;
};

// Flows of all captures; no two become one.
class Casting {
 public:
    // Hosts and flows of one capture are strangers to those of the next.
    void begin_capture() {
        hosts_.clear();
        flows_.clear();
    }
    const StandIns& stand_ins(const ParsedPacket& packet);
    unsigned flows() const { return static_cast<unsigned>(taken_.size()); }

 private:
    uint32_t host(const IpAddress& address) {
        return hosts_.try_emplace(address, 1 + next_host_++ % 254).first->second;
    }

    std::map<IpAddress, uint32_t> hosts_;
    std::map<RealFlow, StandIns> flows_;
    std::set<MixFlow> taken_;
    uint32_t next_host_ = 0;
};

const StandIns& Casting::stand_ins(const ParsedPacket& packet) {
    const End source{packet.source, packet.source_port};
    const End destination{packet.destination, packet.destination_port};
    const RealFlow real{std::min(source, destination), std::max(source, destination),
                        packet.protocol};
    const auto known = flows_.find(real);
    if (known != flows_.end())
        return known->second;

    const bool answer =
        packet.protocol == kTcp && (packet.tcp_flags & (kSyn | kAck)) == (kSyn | kAck);
    const End& first = answer ? destination : source;
    const End& second = answer ? source : destination;
    StandIns made{first, 0x6440'0000u + host(first.first), 0xc613'0000u + host(second.first)};
    while (!taken_
                .emplace(made.subscriber_address, first.second, made.remote_address, second.second,
                         packet.protocol)
                .second)
        made.remote_address = 0xc613'0000u + 1 + made.remote_address % 254;
    return flows_.emplace(real, made).first->second;
}

// The transport header and what the capture has of its payload, as whole packets.
std::vector<std::string> transports(Bytes frame, const ParsedPacket& packet) {
    const Bytes in_hand =
        frame.subspan(packet.transport_offset,
                      packet.payload_offset - packet.transport_offset + packet.payload_length);
    const std::string whole(in_hand.begin(), in_hand.end());
    const size_t header_bytes = in_hand.size() - packet.payload_length;
    if (packet.protocol == kUdp) {
        if (whole.size() > kMostTransportBytes)
            return {};
        return {whole.substr(0, 4) + be16(static_cast<uint16_t>(whole.size())) + be16(0) +
                whole.substr(kUdpHeaderBytes)};
    }
    std::vector<std::string> segments;
    size_t sent = 0;
    do {
        segments.push_back(
            whole.substr(0, 4) + be32(packet.tcp_sequence + static_cast<uint32_t>(sent)) +
            whole.substr(8, header_bytes - 8) + whole.substr(header_bytes + sent, kMaximumPayload));
        sent += kMaximumPayload;
    } while (sent < packet.payload_length);
    return segments;
}

bool usable(const ParsedPacket& packet) {
    return packet.has_flow && packet.oddity == Oddity::none && !packet.is_fragment &&
           (packet.protocol == kTcp || packet.protocol == kUdp) && packet.payload_offset != 0;
}

void add_capture(CaptureFile file, Casting& casting, Frames& frames) {
    casting.begin_capture();
    std::optional<uint64_t> start_ns;
    while (const CapturedFrame* captured = file.next()) {
        ParsedPacket packet;
        parse_packet(captured->bytes, captured->wire_length, TunnelView::inner, packet);
        if (!usable(packet))
            continue;
        const StandIns& ends = casting.stand_ins(packet);
        const bool up = ends.subscriber == End{packet.source, packet.source_port};
        start_ns = start_ns.value_or(captured->time_ns);
        const uint64_t time_ns = captured->time_ns - std::min(*start_ns, captured->time_ns);
        for (const std::string& transport : transports(captured->bytes, packet))
            frames.push_back({time_ns, ip_frame(up ? ends.subscriber_address : ends.remote_address,
                                                up ? ends.remote_address : ends.subscriber_address,
                                                packet.protocol, transport)});
    }
}

}  // namespace

Mix captured_mix(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().extension() == ".pcap" || entry.path().extension() == ".pcapng")
            paths.push_back(entry.path());
    std::ranges::sort(paths);

    Frames frames;
    Casting casting;
    for (const std::filesystem::path& path : paths) {
        try {
            CaptureFile file(path);
            if (file.link_type() == DLT_EN10MB)
                add_capture(std::move(file), casting, frames);
        } catch (const CaptureError&) {
            continue;  // not one that libpcap reads
        }
    }
    return by_time(std::move(frames), casting.flows());
}

}  // namespace sluice::bench
