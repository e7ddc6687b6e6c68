// SPDX-License-Identifier: Apache-2.0
// bench-ndpi CAPTURE [RUNS]: what libndpi alone takes for the packets of a capture, every flow
// fresh in every run. Flows are found and set aside before the clock starts, so no flow table is
// in the figure. The library is used as ndpiReader uses it: a flow is shown to it until it is
// recognised or 24 UDP or 80 TCP packets have been seen, and then never again.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <ndpi/ndpi_api.h>
#include <pcap/pcap.h>

#include "bench/core_time.h"
#include "bench/frame.h"
#include "bench/variant.h"

namespace sluice::bench {
namespace {

constexpr size_t kIpOffset = 14;
constexpr uint32_t kUdpPackets = 24;
constexpr uint32_t kTcpPackets = 80;

struct Packet {
    std::vector<uint8_t> frame;
    uint64_t time_ms = 0;
    size_t flow = 0;
};

struct Input {
    std::vector<Packet> packets;
    size_t flows = 0;
};

// Both directions of a connection give one key: the lower end first.
std::string flow_key(const uint8_t* frame) {
    const auto end = [frame](size_t index) {
        return std::string(reinterpret_cast<const char*>(frame) + kAddressesOffset + 4 * index, 4) +
               std::string(reinterpret_cast<const char*>(frame) + kPortsOffset + 2 * index, 2);
    };
    return std::min(end(0), end(1)) + std::max(end(0), end(1)) +
           static_cast<char>(frame[kIpOffset + 9]);
}

Input read(const char* path) {
    char error[PCAP_ERRBUF_SIZE];
    const std::unique_ptr<pcap_t, decltype(&pcap_close)> capture(pcap_open_offline(path, error),
                                                                 pcap_close);
    if (!capture)
        throw std::runtime_error(error);
    Input input;
    std::map<std::string, size_t> flows;
    pcap_pkthdr* header = nullptr;
    const u_char* frame = nullptr;
    while (pcap_next_ex(capture.get(), &header, &frame) == 1) {
        const size_t flow = flows.emplace(flow_key(frame), flows.size()).first->second;
        input.packets.push_back(
            {{frame, frame + header->caplen},
             static_cast<uint64_t>(header->ts.tv_sec * 1'000 + header->ts.tv_usec / 1'000),
             flow});
    }
    input.flows = flows.size();
    return input;
}

struct FlowState {
    uint32_t packets = 0;
    bool completed = false;
    bool bittorrent = false;
};

// One run: every flow fresh. Returns the nanoseconds it took, and counts the BitTorrent flows.
double inspect(ndpi_detection_module_struct* module, const Input& input,
               std::vector<ndpi_flow_struct>& flows, unsigned& bittorrent_flows) {
    std::vector<FlowState> states(flows.size());
    const uint64_t start_ns = core_time_ns();
    for (const Packet& packet : input.packets) {
        FlowState& state = states[packet.flow];
        if (state.completed)
            continue;
        ndpi_flow_struct* flow = &flows[packet.flow];
        if (state.packets++ == 0)
            std::memset(flow, 0, sizeof *flow);
        const ndpi_protocol found = ndpi_detection_process_packet(
            module, flow, packet.frame.data() + kIpOffset,
            static_cast<uint16_t>(packet.frame.size() - kIpOffset), packet.time_ms);
        state.bittorrent |= found.app_protocol == NDPI_PROTOCOL_BITTORRENT;
        const uint32_t enough =
            packet.frame[kIpOffset + 9] == IPPROTO_TCP ? kTcpPackets : kUdpPackets;
        const bool recognised = found.app_protocol != NDPI_PROTOCOL_UNKNOWN;
        if (state.packets < enough &&
            !(recognised && !ndpi_extra_dissection_possible(module, flow)))
            continue;
        state.completed = true;
        ndpi_free_flow_data(flow);
    }
    const uint64_t end_ns = core_time_ns();
    bittorrent_flows = 0;
    for (size_t i = 0; i < flows.size(); ++i) {
        bittorrent_flows += states[i].bittorrent;
        if (!states[i].completed)
            ndpi_free_flow_data(&flows[i]);
    }
    return static_cast<double>(end_ns - start_ns);
}

// Other addresses and ports, at both ends: what the library remembers of hosts is of no use.
void make_fresh(Input& input, const Input& original, unsigned run) {
    const Variant variant(run);
    for (size_t i = 0; i < input.packets.size(); ++i) {
        input.packets[i].frame = original.packets[i].frame;
        variant.apply(input.packets[i].frame.data());
    }
}

int run(const char* path, unsigned runs) {
    const Input original = read(path);
    Input input = original;
    ndpi_detection_module_struct* module = ndpi_init_detection_module(ndpi_no_prefs);
    NDPI_PROTOCOL_BITMASK all;
    NDPI_BITMASK_SET_ALL(all);
    ndpi_set_protocol_detection_bitmask2(module, &all);
    ndpi_finalize_initialization(module);

    std::vector<ndpi_flow_struct> flows(input.flows);
    unsigned bittorrent_flows = 0;
    std::vector<double> ns_per_packet;
    for (unsigned i = 0; i < runs; ++i) {
        make_fresh(input, original, i);
        ns_per_packet.push_back(inspect(module, input, flows, bittorrent_flows) /
                                static_cast<double>(input.packets.size()));
    }
    std::sort(ns_per_packet.begin(), ns_per_packet.end());
    std::printf(
        "{\"packets\": %zu, \"flows\": %zu, \"bittorrent_flows\": %u, "
        "\"ns_per_packet\": %.1f, \"bytes_per_flow\": %zu}\n",
        input.packets.size(), input.flows, bittorrent_flows,
        ns_per_packet[ns_per_packet.size() / 2], sizeof(ndpi_flow_struct));
    ndpi_exit_detection_module(module);
    return 0;
}

}  // namespace
}  // namespace sluice::bench

int main(int argc, char** argv) {
    if (argc < 2 || argc > 3 || argv[1][0] == '-') {
        std::fprintf(stderr, "usage: bench-ndpi CAPTURE [RUNS]\n");
        return 2;
    }
    try {
        const int runs = argc == 3 ? std::atoi(argv[2]) : 5;
        return sluice::bench::run(argv[1], static_cast<unsigned>(std::max(runs, 1)));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench-ndpi: %s: %s\n", argv[1], error.what());
        return 1;
    }
}
