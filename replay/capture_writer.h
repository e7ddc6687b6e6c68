// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "replay/capture_file.h"

struct pcap;
struct pcap_dumper;

namespace sluice {

// A nanosecond pcap file of one link type.
class CaptureWriter {
 public:
    // Throws CaptureError.
    CaptureWriter(std::string path, int link_type);

    // The frame's time and wire length, with these bytes.
    void write(const CapturedFrame& frame, Bytes bytes);
    // Throws CaptureError if anything could not be written. Call once, at the end.
    void close();

 private:
    struct Close {
        void operator()(pcap* format) const;
        void operator()(pcap_dumper* out) const;
    };

    const std::string path_;
    std::unique_ptr<pcap, Close> format_;
    std::unique_ptr<pcap_dumper, Close> out_;
};

}  // namespace sluice
