// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "oracle/tracker/info_hash.h"
#include "policy/complaint.h"

namespace sluice {

// Which swarms an operator serves, where not all: those of a list, or all but those. Immutable; any
// thread.
class HashList {
 public:
    enum class Meaning : uint8_t { none, allow, deny };

    HashList() = default;
    HashList(Meaning meaning, std::vector<InfoHash> hashes);

    bool serves(const InfoHash& hash) const {
        return meaning_ == Meaning::none || has(hash) == (meaning_ == Meaning::allow);
    }
    Meaning meaning() const { return meaning_; }
    size_t size() const { return hashes_.size(); }

 private:
    bool has(const InfoHash& hash) const;
    size_t first_bits(const InfoHash& hash) const;

    Meaning meaning_ = Meaning::none;
    std::vector<InfoHash> hashes_;  // sorted, each once
    // Where those begin whose first bits are so much: hashes are even, so few have them in common.
    std::vector<uint32_t> first_;
    unsigned bits_ = 0;
};

struct ParsedHashes {
    std::vector<InfoHash> hashes;
    Complaints complaints;  // a hundred at most; with one the list is not to be used
};

// A hash of 40 hexadecimal digits a line; what follows a '#' is no part of it.
ParsedHashes parse_hashes(std::string_view text, std::string_view file_name);

}  // namespace sluice
