// SPDX-License-Identifier: Apache-2.0
#include "replay/capture_writer.h"

#include <cstdio>
#include <utility>

#include <pcap/pcap.h>

namespace sluice {
namespace {

constexpr int kSnapLength = 262'144;  // as tcpdump's

}  // namespace

void CaptureWriter::Close::operator()(pcap* format) const {
    pcap_close(format);
}

void CaptureWriter::Close::operator()(pcap_dumper* out) const {
    pcap_dump_close(out);
}

CaptureWriter::CaptureWriter(std::string path, int link_type)
    : path_(std::move(path)),
      format_(pcap_open_dead_with_tstamp_precision(link_type, kSnapLength,
                                                   PCAP_TSTAMP_PRECISION_NANO)) {
    out_.reset(pcap_dump_open(format_.get(), path_.c_str()));
    if (!out_)
        throw CaptureError(pcap_geterr(format_.get()));
}

void CaptureWriter::write(const CapturedFrame& frame, Bytes bytes) {
    pcap_pkthdr header{};
    header.ts.tv_sec = static_cast<time_t>(frame.time_ns / 1'000'000'000);
    header.ts.tv_usec = static_cast<suseconds_t>(frame.time_ns % 1'000'000'000);
    header.caplen = static_cast<uint32_t>(bytes.size());
    header.len = frame.wire_length;
    pcap_dump(reinterpret_cast<u_char*>(out_.get()), &header, bytes.data());
}

void CaptureWriter::close() {
    const bool failed =
        pcap_dump_flush(out_.get()) != 0 || std::ferror(pcap_dump_file(out_.get())) != 0;
    out_.reset();
    if (failed)
        throw CaptureError(path_ + ": could not be written to its end");
}

}  // namespace sluice
