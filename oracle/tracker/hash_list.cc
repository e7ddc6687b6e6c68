// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/hash_list.h"

#include <algorithm>
#include <bit>
#include <string>

namespace sluice {
namespace {

constexpr size_t kMostComplaints = 100;
constexpr std::string_view kBlank = " \t\r";

std::string_view trimmed(std::string_view line) {
    line = line.substr(0, line.find('#'));
    const size_t first = line.find_first_not_of(kBlank);
    if (first == std::string_view::npos)
        return {};
    return line.substr(first, line.find_last_not_of(kBlank) - first + 1);
}

}  // namespace

size_t HashList::first_bits(const InfoHash& hash) const {
    const uint32_t first = static_cast<uint32_t>(hash.bytes[0]) << 24 | hash.bytes[1] << 16 |
                           hash.bytes[2] << 8 | hash.bytes[3];
    return static_cast<size_t>(uint64_t{first} >> (32 - bits_));
}

HashList::HashList(Meaning meaning, std::vector<InfoHash> hashes)
    : meaning_(meaning), hashes_(std::move(hashes)) {
    std::sort(hashes_.begin(), hashes_.end());
    hashes_.erase(std::unique(hashes_.begin(), hashes_.end()), hashes_.end());
    bits_ = std::min(static_cast<unsigned>(std::bit_width(hashes_.size())), 24u);
    first_.assign((size_t{1} << bits_) + 1, static_cast<uint32_t>(hashes_.size()));
    for (size_t i = hashes_.size(); i-- > 0;)
        first_[first_bits(hashes_[i])] = static_cast<uint32_t>(i);
    for (size_t i = first_.size() - 1; i-- > 0;)
        first_[i] = std::min(first_[i], first_[i + 1]);
}

bool HashList::has(const InfoHash& hash) const {
    const size_t bits = first_bits(hash);
    return std::binary_search(hashes_.begin() + first_[bits], hashes_.begin() + first_[bits + 1],
                              hash);
}

ParsedHashes parse_hashes(std::string_view text, std::string_view file_name) {
    ParsedHashes parsed;
    for (int number = 1; !text.empty(); ++number) {
        const size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty())
            continue;
        if (const auto hash = InfoHash::parse(line))
            parsed.hashes.push_back(*hash);
        else if (parsed.complaints.size() < kMostComplaints)
            // The line is not repeated: it may well be a hash with a slip in it.
            parsed.complaints.push_back({std::string(file_name), number, "",
                                         "is no info-hash; write 40 hexadecimal digits"});
    }
    return parsed;
}

}  // namespace sluice
