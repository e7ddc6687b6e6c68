// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace sluice::test {

// Whole Ethernet frames as a pcap file (draft-ietf-opsawg-pcap), in this machine's byte order.
inline void write_capture(const std::string& path,
                          const std::vector<std::vector<uint8_t>>& frames) {
    std::ofstream file(path, std::ios::binary);
    const auto put = [&](std::initializer_list<uint32_t> words) {
        for (const uint32_t word : words)
            file.write(reinterpret_cast<const char*>(&word), sizeof word);
    };
    constexpr uint32_t kMagic = 0xa1b2c3d4;
    constexpr uint32_t kVersion = 4 << 16 | 2;
    constexpr uint32_t kEthernet = 1;
    put({kMagic, kVersion, 0, 0, 65'535, kEthernet});
    for (const std::vector<uint8_t>& frame : frames) {
        const auto size = static_cast<uint32_t>(frame.size());
        put({0, 0, size, size});
        file.write(reinterpret_cast<const char*>(frame.data()), size);
    }
    if (!file.flush())
        throw std::runtime_error("cannot write " + path);
}

inline std::vector<std::vector<uint8_t>> read_capture(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    file.ignore(24);
    std::vector<std::vector<uint8_t>> frames;
    uint32_t record[4];
    while (file.read(reinterpret_cast<char*>(record), sizeof record)) {
        frames.emplace_back(record[2]);
        file.read(reinterpret_cast<char*>(frames.back().data()), record[2]);
    }
    return frames;
}

}  // namespace sluice::test
