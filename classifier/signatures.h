// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "classifier/prefix_filter.h"
#include "classifier/signature_file.h"

struct hs_database;

namespace sluice {

// Signatures that are sought together, compiled. Bit i of a candidate mask is verifiers[i].
struct SignatureSet {
    struct DatabaseDeleter {
        void operator()(hs_database* compiled) const;
    };
    std::unique_ptr<hs_database, DatabaseDeleter> database;  // null: no signatures
    PrefixFilter filter;
    std::vector<Verifier> verifiers;
    size_t reach = 0;  // no pattern can match first after so many bytes
};

// Immutable, shared by all workers; lives until the last Classifier that uses it is gone.
class Signatures {
 public:
    // Throw std::runtime_error, naming the signature or the file and line at fault.
    static std::shared_ptr<const Signatures> built_in();
    static std::shared_ptr<const Signatures> compile(const std::vector<Signature>& signatures);

    const SignatureSet& tcp() const { return tcp_; }        // at the start of a stream
    const SignatureSet& udp() const { return udp_; }        // at the start of a datagram
    const SignatureSet& within() const { return within_; }  // anywhere in a TCP segment

 private:
    SignatureSet tcp_;
    SignatureSet udp_;
    SignatureSet within_;
};

}  // namespace sluice
