// SPDX-License-Identifier: Apache-2.0
// bench-captures DIRECTORY [REAL_TRAFFIC]: writes the benchmarks' input, the same bytes every time;
// from a folder of captures, one more.
#include <cstdio>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

#include <pcap/pcap.h>

#include "bench/captured_mix.h"
#include "bench/mixes.h"
#include "bench/variant.h"

namespace sluice::bench {
namespace {

constexpr unsigned kFlows = 256;
constexpr unsigned kBroadFlows = 512;  // so that what is rare is there
constexpr int64_t kFirstSecond = 1'700'000'000;

// passes: one after the other, the flows of each fresh, as the pipeline's benchmark meets them.
void write(const Mix& mix, unsigned passes, const std::filesystem::path& path) {
    const uint64_t pass_ns = mix.frames.back().time_ns + 1'000'000;
    const std::unique_ptr<pcap_t, decltype(&pcap_close)> format(pcap_open_dead(DLT_EN10MB, 65'535),
                                                                pcap_close);
    const std::unique_ptr<pcap_dumper_t, decltype(&pcap_dump_close)> out(
        pcap_dump_open(format.get(), path.c_str()), pcap_dump_close);
    if (!out)
        throw std::runtime_error(pcap_geterr(format.get()));
    uint64_t bytes = 0;
    for (unsigned pass = 0; pass < passes; ++pass) {
        const Variant variant(pass);
        for (TimedFrame frame : mix.frames) {
            variant.apply(frame.bytes.data());
            const uint64_t time_ns = pass * pass_ns + frame.time_ns;
            pcap_pkthdr header{};
            header.ts.tv_sec = kFirstSecond + static_cast<int64_t>(time_ns / 1'000'000'000);
            header.ts.tv_usec = static_cast<int64_t>(time_ns % 1'000'000'000 / 1'000);
            header.caplen = header.len = static_cast<uint32_t>(frame.bytes.size());
            pcap_dump(reinterpret_cast<u_char*>(out.get()), &header, frame.bytes.data());
            bytes += frame.bytes.size();
        }
    }
    const size_t packets = mix.frames.size() * passes;
    const unsigned flows = mix.flows * passes;
    std::printf("%-24s %6u flows %7zu packets %6.1f per flow %6.0f bytes each\n",
                path.filename().c_str(), flows, packets, static_cast<double>(packets) / flows,
                static_cast<double>(bytes) / static_cast<double>(packets));
}

}  // namespace
}  // namespace sluice::bench

int main(int argc, char** argv) {
    using namespace sluice::bench;
    if (argc < 2 || argc > 3 || argv[1][0] == '-') {
        std::fprintf(stderr, "usage: bench-captures DIRECTORY [REAL_TRAFFIC]\n");
        return 2;
    }
    try {
        const std::filesystem::path directory = argv[1];
        std::filesystem::create_directories(directory);
        write(bittorrent_mix(kFlows), 1, directory / "bittorrent.pcap");
        write(bittorrent_mix(kFlows), 32, directory / "bittorrent-long.pcap");
        write(broad_mix(kBroadFlows), 1, directory / "broad.pcap");
        write(broad_mix(kBroadFlows), 8, directory / "broad-long.pcap");
        write(imix(kFlows), 1, directory / "imix.pcap");
        if (argc == 2)
            return 0;
        const Mix captured = captured_mix(argv[2]);
        if (captured.frames.empty())
            return 0;
        write(captured, 1, directory / "captured.pcap");
        write(captured, 8, directory / "captured-long.pcap");
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench-captures: %s: %s\n", argv[1], error.what());
        return 1;
    }
    return 0;
}
