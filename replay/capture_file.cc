// SPDX-License-Identifier: Apache-2.0
#include "replay/capture_file.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include <pcap/pcap.h>

namespace sluice {
namespace {

// libpcap names the file in some of its messages, and not in others.
std::string about(const std::string& path, const std::string& message) {
    return message.starts_with(path) ? message : path + ": " + message;
}

}  // namespace

void CaptureFile::Close::operator()(pcap* capture) const {
    pcap_close(capture);
}

CaptureFile::CaptureFile(std::string path) : path_(std::move(path)) {
    std::error_code error;
    if (std::filesystem::is_directory(path_, error))
        throw CaptureError(path_ + ": is a directory, not a capture file");

    char message[PCAP_ERRBUF_SIZE] = {};
    capture_.reset(pcap_open_offline_with_tstamp_precision(path_.c_str(),
                                                           PCAP_TSTAMP_PRECISION_NANO, message));
    if (!capture_)
        throw CaptureError(about(path_, message));
    frame_.link_type = pcap_datalink(capture_.get());
}

const CapturedFrame* CaptureFile::next() {
    if (!complaint_.empty())
        return nullptr;
    pcap_pkthdr* header = nullptr;
    const u_char* bytes = nullptr;
    const int result = pcap_next_ex(capture_.get(), &header, &bytes);
    if (result == PCAP_ERROR_BREAK)
        return nullptr;
    if (result != 1) {
        complaint_ = path_ + ": cannot be read beyond frame " + std::to_string(frames_read_) +
                     ": " + pcap_geterr(capture_.get());
        return nullptr;
    }
    ++frames_read_;
    // With nanosecond precision, libpcap keeps nanoseconds in tv_usec.
    frame_.time_ns = static_cast<uint64_t>(header->ts.tv_sec) * 1'000'000'000 +
                     static_cast<uint64_t>(header->ts.tv_usec);
    frame_.wire_length = std::max(header->len, header->caplen);
    frame_.bytes = Bytes{bytes, header->caplen};
    return &frame_;
}

int CaptureFile::link_type() const {
    return frame_.link_type;
}

uint64_t CaptureFile::bytes_read() const {
    const off_t position = ftello(pcap_file(capture_.get()));
    return position < 0 ? 0 : static_cast<uint64_t>(position);
}

uint64_t CaptureFile::file_bytes() const {
    std::error_code error;
    const uintmax_t bytes = std::filesystem::file_size(path_, error);
    return error ? 0 : bytes;
}

}  // namespace sluice
