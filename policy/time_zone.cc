// SPDX-License-Identifier: Apache-2.0
#include "policy/time_zone.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace sluice {
namespace {

constexpr std::string_view kMagic = "TZif";
constexpr size_t kReserved = 15;
// RFC 8536, section 3.2.
constexpr int32_t kLeastOffsetS = -89'999;
constexpr int32_t kMostOffsetS = 93'599;

// Big-endian, of what may end anywhere.
class TzifBytes {
 public:
    explicit TzifBytes(std::string_view bytes) : rest_(bytes) {}

    size_t left() const { return rest_.size(); }
    std::optional<std::string_view> take(uint64_t count) {
        if (count > rest_.size())
            return std::nullopt;
        const std::string_view taken = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return taken;
    }

 private:
    std::string_view rest_;
};

int64_t signed_of(std::string_view big_endian) {
    uint64_t value = 0;
    for (const char byte : big_endian)
        value = value << 8 | static_cast<uint8_t>(byte);
    return big_endian.size() == 4 ? static_cast<int32_t>(value) : static_cast<int64_t>(value);
}

struct Header {
    uint8_t version;
    uint64_t utc_indicators, standard_indicators, leap_seconds, times, types, name_bytes;

    // Of the block that follows.
    uint64_t bytes(uint64_t bytes_per_time) const {
        return times * (bytes_per_time + 1) + types * 6 + name_bytes +
               leap_seconds * (bytes_per_time + 4) + standard_indicators + utc_indicators;
    }
};

std::optional<Header> take_header(TzifBytes& in) {
    const auto magic = in.take(kMagic.size());
    const auto version = in.take(1);
    const auto reserved = in.take(kReserved);
    std::array<uint64_t, 6> counts;
    for (uint64_t& count : counts) {
        const auto bytes = in.take(4);
        if (!bytes)
            return std::nullopt;
        count = static_cast<uint32_t>(signed_of(*bytes));
    }
    if (magic != kMagic || !version || !reserved)
        return std::nullopt;
    return Header{static_cast<uint8_t>(version->front()),
                  counts[0],
                  counts[1],
                  counts[2],
                  counts[3],
                  counts[4],
                  counts[5]};
}

// Between two line ends (section 3.3); nothing in it: no rule is known.
std::optional<std::string_view> footer_of(TzifBytes& in) {
    const auto text = in.take(in.left());
    if (text->size() < 2 || text->front() != '\n' || text->back() != '\n')
        return std::nullopt;
    return text->substr(1, text->size() - 2);
}

}  // namespace

std::optional<TimeZone> TimeZone::parse(std::string_view tzif) {
    TzifBytes in(tzif);
    auto header = take_header(in);
    uint64_t bytes_per_time = 4;
    const bool has_footer = header && header->version != 0;
    if (has_footer) {  // the first block is for readers of 32 bits
        if (!in.take(header->bytes(bytes_per_time)))
            return std::nullopt;
        header = take_header(in);
        bytes_per_time = 8;
    }
    if (!header || header->types == 0 || header->leap_seconds != 0)
        return std::nullopt;

    const auto times = in.take(header->times * bytes_per_time);
    const auto types_of_times = in.take(header->times);
    const auto types = in.take(header->types * 6);
    const auto rest =
        in.take(header->name_bytes + header->standard_indicators + header->utc_indicators);
    if (!times || !types_of_times || !types || !rest)
        return std::nullopt;
    std::vector<int32_t> offsets_s;
    for (size_t i = 0; i < header->types; ++i) {
        offsets_s.push_back(static_cast<int32_t>(signed_of(types->substr(i * 6, 4))));
        if (offsets_s.back() < kLeastOffsetS || offsets_s.back() > kMostOffsetS)
            return std::nullopt;
    }

    TimeZone zone;
    zone.first_offset_s_ = offsets_s.front();
    for (size_t i = 0; i < header->times; ++i) {
        const int64_t at = signed_of(times->substr(i * bytes_per_time, bytes_per_time));
        const auto type = static_cast<uint8_t>((*types_of_times)[i]);
        if (type >= offsets_s.size() ||
            (!zone.changes_.empty() && at <= zone.changes_.back().unix_time_s))
            return std::nullopt;
        zone.changes_.push_back({at, offsets_s[type]});
    }
    if (!has_footer)
        return zone;
    const auto footer = footer_of(in);
    if (footer && !footer->empty())
        zone.goes_on_ = PosixTimeZone::parse(*footer);
    if (!footer || (!footer->empty() && !zone.goes_on_))
        return std::nullopt;
    return zone;
}

int32_t TimeZone::offset_s(int64_t unix_time_s) const {
    const auto next = std::upper_bound(
        changes_.begin(), changes_.end(), unix_time_s,
        [](int64_t time_s, const Change& change) { return time_s < change.unix_time_s; });
    if (next == changes_.end() && goes_on_)
        return goes_on_->offset_s(unix_time_s);
    return next == changes_.begin() ? first_offset_s_ : std::prev(next)->offset_s;
}

}  // namespace sluice
