// SPDX-License-Identifier: Apache-2.0
// bench-ndpi CAPTURE [RUNS]: what libndpi alone takes for the packets of a capture, every flow
// fresh in every run. Flows are found and set aside before, so no flow table is in the figure. The
// library is used as ndpiReader uses it: a flow is shown to it until it is recognised or 24 UDP or
// 80 TCP packets have been seen, and then never again.
//
// Packets are counted and timed as bench-pipeline's are: every packet of the capture is copied into
// a buffer that was lately used and rewritten, as the driver and the box do, and then shown. The
// baseline is the same without showing, and what the library takes is the difference.
#include <algorithm>
#include <array>
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
constexpr size_t kBufferBytes = 2'048;
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
    uint64_t span_ms = 0;  // from the first to the last packet, and a little
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
        if (header->caplen > kBufferBytes)
            throw std::runtime_error("a frame of more than a buffer");
        const size_t flow = flows.emplace(flow_key(frame), flows.size()).first->second;
        input.packets.push_back(
            {{frame, frame + header->caplen},
             static_cast<uint64_t>(header->ts.tv_sec * 1'000 + header->ts.tv_usec / 1'000),
             flow});
    }
    if (input.packets.empty())
        throw std::runtime_error("no packets");
    input.span_ms = input.packets.back().time_ms - input.packets.front().time_ms + 1;
    input.flows = flows.size();
    return input;
}

struct FlowState {
    uint32_t packets = 0;
    bool completed = false;
    bool bittorrent = false;
};

// As many flows as bench-pipeline keeps at a time, in turn for the passes over the capture.
constexpr size_t kFlowsAtATime = 1'024;

class Library {
 public:
    explicit Library(const Input& input)
        : module_(ndpi_init_detection_module(ndpi_no_prefs)),
          input_(input),
          flows_(std::max(kFlowsAtATime / input.flows, size_t{1}) * input.flows) {
        NDPI_PROTOCOL_BITMASK all;
        NDPI_BITMASK_SET_ALL(all);
        ndpi_set_protocol_detection_bitmask2(module_, &all);
        ndpi_finalize_initialization(module_);
    }
    ~Library() { ndpi_exit_detection_module(module_); }
    Library(const Library&) = delete;
    Library& operator=(const Library&) = delete;

    // Nanoseconds for the whole capture, the flows of each pass fresh.
    double baseline_pass() {
        return timed([](const Packet&, const uint8_t*) {});
    }
    double inspecting_pass() {
        states_.assign(input_.flows, {});
        const double ns =
            timed([this](const Packet& packet, const uint8_t* frame) { inspect(packet, frame); });
        for (size_t i = 0; i < states_.size(); ++i)
            if (!states_[i].completed)
                ndpi_free_flow_data(flow(i));
        return ns;
    }
    long bittorrent_flows() const { return std::ranges::count_if(states_, &FlowState::bittorrent); }

 private:
    // Other addresses and ports, at both ends: what the library remembers of hosts is of no use.
    template <typename Show>
    double timed(Show&& show) {
        const Variant variant(++pass_);
        size_t next = 0;
        const uint64_t start_ns = core_time_ns();
        for (const Packet& packet : input_.packets) {
            uint8_t* const frame = buffers_[next++ % kBuffers].data();
            std::memcpy(frame, packet.frame.data(), packet.frame.size());
            variant.apply(frame);
            show(packet, frame);
        }
        return static_cast<double>(core_time_ns() - start_ns);
    }

    ndpi_flow_struct* flow(size_t number) {
        return &flows_[(pass_ * input_.flows + number) % flows_.size()];
    }

    void inspect(const Packet& packet, const uint8_t* frame) {
        FlowState& state = states_[packet.flow];
        if (state.completed)
            return;
        ndpi_flow_struct* const flow = this->flow(packet.flow);
        if (state.packets++ == 0)
            std::memset(flow, 0, sizeof *flow);
        const ndpi_protocol found =
            ndpi_detection_process_packet(module_, flow, frame + kIpOffset,
                                          static_cast<uint16_t>(packet.frame.size() - kIpOffset),
                                          pass_ * input_.span_ms + packet.time_ms);
        state.bittorrent |= found.app_protocol == NDPI_PROTOCOL_BITTORRENT;
        const uint32_t enough = frame[kIpOffset + 9] == kTcp ? kTcpPackets : kUdpPackets;
        const bool recognised = found.app_protocol != NDPI_PROTOCOL_UNKNOWN;
        if (state.packets < enough &&
            !(recognised && !ndpi_extra_dissection_possible(module_, flow)))
            return;
        state.completed = true;
        ndpi_free_flow_data(flow);
    }

    static constexpr size_t kBuffers = 512;

    ndpi_detection_module_struct* const module_;
    const Input& input_;
    std::vector<ndpi_flow_struct> flows_;
    std::vector<FlowState> states_;
    std::vector<std::array<uint8_t, kBufferBytes>> buffers_{kBuffers};
    uint32_t pass_ = 0;
};

int run(const char* path, unsigned runs) {
    const Input input = read(path);
    const auto packets = static_cast<double>(input.packets.size());
    Library library(input);
    std::vector<double> baseline, beyond;
    for (unsigned i = 0; i < runs; ++i) {
        baseline.push_back(library.baseline_pass() / packets);
        beyond.push_back(library.inspecting_pass() / packets - baseline.back());
    }
    std::printf(
        "{\"packets\": %zu, \"flows\": %zu, \"bittorrent_flows\": %ld, \"baseline_ns\": %.1f, "
        "\"ns_per_packet\": %.1f, \"bytes_per_flow\": %zu}\n",
        input.packets.size(), input.flows, library.bittorrent_flows(), median(baseline),
        median(beyond), sizeof(ndpi_flow_struct));
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
