// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "classifier/signature_file.h"

namespace sluice {

// The hosts and domains of trackers that are reached over TLS. Immutable; shared by all workers.
class TrackerNames {
 public:
    // signatures/*.names says the format. The first error ends it.
    static std::variant<TrackerNames, SignatureFileError> read(SignatureText source);

    // signatures/trackers.names as it was at build time. Throws std::runtime_error, naming file and
    // line, if it is at fault.
    static const TrackerNames& built_in();

    // Whether a server's name, as a client sent it, is listed or below a domain that is. One pass
    // over the name, without regard to case; no allocation.
    bool contains(std::string_view server_name) const;

    size_t size() const { return count_; }

 private:
    struct Slot {
        uint32_t hash = 0;
        bool and_below = false;
        std::string name;  // empty: the slot is free
    };

    const Slot* find(uint32_t hash, std::string_view name) const;
    void rehash(size_t slots);
    void add(std::string_view name, bool and_below);

    std::vector<Slot> slots_{1};  // a power of two, at most half of them taken
    size_t count_ = 0;
};

// The files of signatures/*.names as they were at build time.
const std::vector<SignatureText>& embedded_tracker_names();

}  // namespace sluice
