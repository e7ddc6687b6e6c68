// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "classifier/bytes.h"
#include "classifier/signatures.h"

struct hs_scratch;
struct hs_stream;

namespace sluice {

// Hyperscan as one worker uses it: its scratch, and streams that were all opened at the start.
// Scanning neither allocates nor throws.
class CandidateScanner {
 public:
    // Stream 0 is the probe, which reads first segments; 1 to streams belong to the caller.
    static constexpr uint32_t kProbe = 0;

    // Throws std::runtime_error if Hyperscan cannot allocate.
    CandidateScanner(std::shared_ptr<const Signatures> signatures, uint32_t streams);
    ~CandidateScanner();
    CandidateScanner(const CandidateScanner&) = delete;
    CandidateScanner& operator=(const CandidateScanner&) = delete;

    const Signatures& signatures() const { return *signatures_; }

    // The candidates that the datagram, or these bytes of the stream, bring.
    uint32_t scan_datagram(Bytes datagram);
    uint32_t scan_stream(uint32_t stream, Bytes bytes);
    void reset_stream(uint32_t stream);
    void continue_from_probe(uint32_t stream);

    size_t memory_bytes() const { return memory_bytes_; }

 private:
    std::shared_ptr<const Signatures> signatures_;
    hs_scratch* scratch_ = nullptr;
    std::vector<hs_stream*> streams_;
    size_t memory_bytes_ = 0;
};

}  // namespace sluice
