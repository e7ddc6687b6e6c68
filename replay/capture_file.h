// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>

#include "classifier/bytes.h"

struct pcap;

namespace sluice {

// One clear line: which file, and what is wrong with it.
class CaptureError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct CapturedFrame {
    uint64_t time_ns = 0;      // since 1970
    uint32_t wire_length = 0;  // more than bytes.size() where the snap length cut it
    int link_type = 0;         // libpcap's DLT_ value
    Bytes bytes;               // the file's, until its next frame is read
};

// A pcap or pcapng file, read by libpcap in its order.
class CaptureFile {
 public:
    // "-" is the standard input. Throws CaptureError.
    explicit CaptureFile(std::string path);

    // Null at the end, and where nothing more can be read: then complaint() says why.
    const CapturedFrame* next();

    const std::string& path() const { return path_; }
    const std::string& complaint() const { return complaint_; }  // empty: read to its end
    int link_type() const;
    uint64_t frames_read() const { return frames_read_; }
    uint64_t bytes_read() const;  // of the file; 0 where that cannot be known
    uint64_t file_bytes() const;  // likewise

 private:
    struct Close {
        void operator()(pcap* capture) const;
    };

    std::string path_;
    std::string complaint_;
    std::unique_ptr<pcap, Close> capture_;
    CapturedFrame frame_;
    uint64_t frames_read_ = 0;
};

}  // namespace sluice
