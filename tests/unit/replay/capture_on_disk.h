// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include <pcap/pcap.h>

#include "replay/capture_writer.h"
#include "tests/unit/control/scratch_folder.h"
#include "tests/unit/dataplane/frame_builder.h"

namespace sluice::test {

// A capture file that a test writes frame by frame:
//
//   CaptureOnDisk(scratch / "a.pcap").at(5).frame(Frame().ethernet()...).done()
class CaptureOnDisk {
 public:
    explicit CaptureOnDisk(const std::string& path, int link_type = DLT_EN10MB)
        : path_(path), writer_(path, link_type) {}

    CaptureOnDisk& at(uint64_t time_ns) {
        time_ns_ = time_ns;
        return *this;
    }
    // Of the frames to come, no more than this is kept.
    CaptureOnDisk& snap(size_t bytes) {
        snap_ = bytes;
        return *this;
    }
    CaptureOnDisk& frame(const std::vector<uint8_t>& bytes) {
        const CapturedFrame captured{.time_ns = time_ns_,
                                     .wire_length = static_cast<uint32_t>(bytes.size()),
                                     .link_type = 0,
                                     .bytes = bytes};
        writer_.write(captured, captured.bytes.first(std::min(snap_, bytes.size())));
        return *this;
    }
    CaptureOnDisk& frame(const Frame& frame) { return this->frame(frame.bytes()); }
    std::string done() {
        writer_.close();
        return path_;
    }

 private:
    std::string path_;
    CaptureWriter writer_;
    uint64_t time_ns_ = 0;
    size_t snap_ = SIZE_MAX;
};

inline std::string read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace sluice::test
