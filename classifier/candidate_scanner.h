// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "classifier/bytes.h"
#include "classifier/signatures.h"

struct hs_scratch;

namespace sluice {

// Hyperscan as one worker uses it. Scanning neither allocates nor throws. Nothing is kept between
// scans: of an undecided stream the beginning is kept anyway, for the verifiers, and is short.
class CandidateScanner {
 public:
    // Throws std::runtime_error if Hyperscan cannot allocate.
    explicit CandidateScanner(std::shared_ptr<const Signatures> signatures);
    ~CandidateScanner();
    CandidateScanner(const CandidateScanner&) = delete;
    CandidateScanner& operator=(const CandidateScanner&) = delete;

    const Signatures& signatures() const { return *signatures_; }

    // The signatures of the set that match at the start of the bytes, and those that may yet, if
    // the bytes go on.
    struct Candidates {
        uint32_t hits = 0;
        uint32_t pending = 0;
    };
    Candidates candidates(const SignatureSet& set, Bytes bytes);

    // The first place where a signature without an anchor ends, from the segment's start.
    struct Place {
        size_t signature = 0;
        size_t end = 0;
    };
    std::optional<Place> find_within(Bytes segment);

    size_t memory_bytes() const { return memory_bytes_; }

 private:
    std::shared_ptr<const Signatures> signatures_;
    hs_scratch* scratch_ = nullptr;
    size_t memory_bytes_ = 0;
};

}  // namespace sluice
