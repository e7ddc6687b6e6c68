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

int stop_at_first(unsigned id, unsigned long long, unsigned long long to, unsigned, void* context) {
    *static_cast<std::optional<CandidateScanner::Place>*>(context) =
        CandidateScanner::Place{id, static_cast<size_t>(to)};
    return 1;
}

const char* characters(Bytes bytes) {
    return reinterpret_cast<const char*>(bytes.data());
}

}  // namespace

CandidateScanner::CandidateScanner(std::shared_ptr<const Signatures> signatures)
    : signatures_(std::move(signatures)) {
    for (const SignatureSet* set :
         {&signatures_->tcp(), &signatures_->udp(), &signatures_->within()}) {
        if (set->database == nullptr)
            continue;
        const int result = hs_alloc_scratch(set->database.get(), &scratch_);
        if (result != HS_SUCCESS)
            throw std::runtime_error("Hyperscan cannot allocate scratch space: error " +
                                     std::to_string(result));
    }
    if (scratch_ != nullptr)
        hs_scratch_size(scratch_, &memory_bytes_);
}

CandidateScanner::~CandidateScanner() {
    hs_free_scratch(scratch_);
}

CandidateScanner::Candidates CandidateScanner::candidates(const SignatureSet& set, Bytes bytes) {
    const uint32_t possible = set.filter.possible(bytes);
    if (possible == 0)
        return {};
    uint32_t hits = set.filter.long_enough(possible & set.filter.whole(), bytes.size());
    if ((possible & ~set.filter.whole()) != 0)
        hs_scan(set.database.get(), characters(bytes), static_cast<unsigned>(bytes.size()), 0,
                scratch_, collect, &hits);
    return {hits, bytes.size() < set.reach ? possible & ~hits : 0};
}

std::optional<CandidateScanner::Place> CandidateScanner::find_within(Bytes segment) {
    std::optional<Place> place;
    if (hs_database_t* const database = signatures_->within().database.get())
        hs_scan(database, characters(segment), static_cast<unsigned>(segment.size()), 0, scratch_,
                stop_at_first, &place);
    return place;
}

}  // namespace sluice
