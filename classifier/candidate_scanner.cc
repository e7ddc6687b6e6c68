// SPDX-License-Identifier: Apache-2.0
#include "classifier/candidate_scanner.h"

#include <stdexcept>

#include <hs/hs.h>

namespace sluice {
namespace {

int collect(unsigned id, unsigned long long, unsigned long long, unsigned, void* context) {
    *static_cast<uint32_t*>(context) |= 1u << id;
    return 0;
}

void require(hs_error_t result, const char* what) {
    if (result != HS_SUCCESS)
        throw std::runtime_error(std::string("Hyperscan cannot ") + what + ": error " +
                                 std::to_string(result));
}

}  // namespace

CandidateScanner::CandidateScanner(std::shared_ptr<const Signatures> signatures, uint32_t streams)
    : signatures_(std::move(signatures)) {
    hs_database_t* const tcp = signatures_->tcp().database.get();
    hs_database_t* const udp = signatures_->udp().database.get();
    for (const hs_database_t* database : {tcp, udp})
        if (database != nullptr)
            require(hs_alloc_scratch(database, &scratch_), "allocate scratch space");
    if (scratch_ != nullptr)
        hs_scratch_size(scratch_, &memory_bytes_);
    if (tcp == nullptr)
        return;

    size_t stream_bytes = 0;
    require(hs_stream_size(tcp, &stream_bytes), "tell the size of a stream");
    streams_.assign(size_t{streams} + 1, nullptr);
    for (hs_stream_t*& stream : streams_)
        require(hs_open_stream(tcp, 0, &stream), "open a stream");
    memory_bytes_ += streams_.size() * (stream_bytes + sizeof(hs_stream_t*));
}

CandidateScanner::~CandidateScanner() {
    for (hs_stream_t* stream : streams_)
        hs_close_stream(stream, nullptr, nullptr, nullptr);
    hs_free_scratch(scratch_);
}

uint32_t CandidateScanner::scan_datagram(Bytes datagram) {
    uint32_t candidates = 0;
    hs_scan(signatures_->udp().database.get(), reinterpret_cast<const char*>(datagram.data()),
            static_cast<unsigned>(datagram.size()), 0, scratch_, collect, &candidates);
    return candidates;
}

uint32_t CandidateScanner::scan_stream(uint32_t stream, Bytes bytes) {
    uint32_t candidates = 0;
    hs_scan_stream(streams_[stream], reinterpret_cast<const char*>(bytes.data()),
                   static_cast<unsigned>(bytes.size()), 0, scratch_, collect, &candidates);
    return candidates;
}

void CandidateScanner::reset_stream(uint32_t stream) {
    hs_reset_stream(streams_[stream], 0, nullptr, nullptr, nullptr);
}

void CandidateScanner::continue_from_probe(uint32_t stream) {
    hs_reset_and_copy_stream(streams_[stream], streams_[kProbe], nullptr, nullptr, nullptr);
}

}  // namespace sluice
