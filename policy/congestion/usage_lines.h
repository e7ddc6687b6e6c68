// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "classifier/attributes.h"
#include "policy/complaint.h"

namespace sluice {

// What a subscriber used in the time that ended then, since the time of the lines before.
struct RecordedUse {
    uint64_t time_s = 0;
    std::string subscriber;
    std::string tier;  // empty: none
    std::string site;  // empty: none
    std::array<uint64_t, kDirectionCount> bytes{};

    friend bool operator==(const RecordedUse&, const RecordedUse&) = default;
};

// Reads recorded usage a line at a time. CSV (RFC 4180, but for line ends in quotes), with these
// titles in any order, of which tier and site may be left out:
//   time_s,subscriber,tier,site,up_bytes,down_bytes
//   1764399600,s-1,gold,olt-1.pon-3,52000,7800000
// Times are whole seconds, of any beginning, and never go back. Who is in no line of a time used
// nothing; lines of the same time and subscriber add up. A subscriber's tier and site may be others
// than before.
class UsageLines {
 public:
    struct Line {
        std::optional<RecordedUse> use;
        std::optional<Complaint> complaint;  // neither: an empty line, or that of titles
    };

    explicit UsageLines(std::string file) : file_(std::move(file)) {}

    Line read(std::string_view line);  // without its end; a '\r' is taken as part of that
    // The file as a whole is none: its first line has not the titles.
    bool is_hopeless() const { return hopeless_; }

    // What write() gives reads as the same again.
    static std::string titles();
    static std::string write(const RecordedUse& use);

 private:
    enum Column : size_t { time_s, subscriber, tier, site, up_bytes, down_bytes, column_count };

    std::optional<Complaint> read_titles(std::string_view line);
    Line read_use(std::string_view line);
    Complaint complain(std::string field, std::string message) const;

    std::string file_;
    int line_ = 0;
    bool hopeless_ = false;
    size_t titles_ = 0;                             // how many there are; 0: not read
    std::array<size_t, column_count> places_ = {};  // of each column, from 1; 0: left out
    uint64_t last_time_s_ = 0;
    std::vector<std::string> cells_;  // of the line
};

}  // namespace sluice
