// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/mrt_table.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "oracle/feeds/address_bits.h"
#include "oracle/feeds/bgp_path.h"

namespace sluice {
namespace {

constexpr size_t kHeaderBytes = 12;  // RFC 6396, section 2: timestamp, type, subtype, length
constexpr size_t kLengthAt = 8;

constexpr uint16_t kTableDumpV2 = 13;

constexpr uint16_t kPeerIndexTable = 1;
constexpr uint16_t kRibIpv4Unicast = 2;
constexpr uint16_t kRibIpv6Unicast = 4;
constexpr uint16_t kRibIpv4UnicastAddPath = 8;  // RFC 8050
constexpr uint16_t kRibIpv6UnicastAddPath = 10;

constexpr uint8_t kPeerAsOf32Bits = 0x02;  // section 4.3.1
constexpr uint8_t kPeerIsIpv6 = 0x01;

std::vector<uint32_t> sorted(std::vector<uint32_t> numbers) {
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

uint32_t message_length(Bytes header) {
    return Reader(header.subspan(kLengthAt)).be32();
}

// As in BGP's NLRI: as many bytes as its length needs, whose last bits mean nothing.
std::optional<Prefix> read_prefix(Reader& in, bool is_ipv4) {
    const unsigned bits = is_ipv4 ? 32 : 128;
    const unsigned length = in.u8();
    const Bytes written = in.take((std::min(length, bits) + 7) / 8);
    if (!in.ok() || length > bits)
        return std::nullopt;
    AddressBits value = 0;
    for (const uint8_t byte : written)
        value = value << 8 | byte;
    if (!written.empty())
        value <<= bits - 8 * written.size();
    if (is_ipv4) {
        const auto address = static_cast<uint32_t>(value & ~bits_behind(kIpv4BitsBefore + length));
        return Prefix{IpAddress::from_ipv4(address), static_cast<uint8_t>(length)};
    }
    return ipv6_prefix(value, length);
}

}  // namespace

MrtTable::MrtTable(std::vector<uint32_t> own_as, std::vector<uint32_t> only_peers)
    : own_as_(sorted(std::move(own_as))), only_peers_(sorted(std::move(only_peers))) {}

size_t MrtTable::wanted() const {
    return held_.size() < kHeaderBytes ? kHeaderBytes : kHeaderBytes + message_length(held_);
}

void MrtTable::add(Bytes chunk) {
    while (!chunk.empty() && !builder_.is_broken()) {
        if (held_.empty()) {
            const Bytes rest = read_whole_records(chunk);
            held_.assign(rest.begin(), rest.end());
            return;
        }
        const Bytes part = chunk.first(std::min(chunk.size(), wanted() - held_.size()));
        held_.insert(held_.end(), part.begin(), part.end());
        chunk = chunk.subspan(part.size());
        // With its header whole, it says how many more are wanted, which may be too many.
        if (held_.size() >= kHeaderBytes && read_whole_records(held_).empty())
            held_.clear();
    }
}

// Gives what is behind them.
Bytes MrtTable::read_whole_records(Bytes bytes) {
    while (bytes.size() >= kHeaderBytes) {
        const uint32_t length = message_length(bytes);
        if (length > kLongestRecord) {
            builder_.break_off("a record claims " + std::to_string(length) + " bytes");
            return {};
        }
        if (bytes.size() - kHeaderBytes < length)
            break;
        read_record(bytes.first(kHeaderBytes + length));
        bytes = bytes.subspan(kHeaderBytes + length);
    }
    return bytes;
}

void MrtTable::read_record(Bytes record) {
    Reader in(record);
    in.skip(4);  // when it was dumped
    const uint16_t type = in.be16();
    const uint16_t subtype = in.be16();
    const Bytes message = record.subspan(kHeaderBytes);
    if (type == kTableDumpV2) {
        switch (subtype) {
            case kPeerIndexTable:
                return read_peers(message);
            case kRibIpv4Unicast:
                return read_rib(message, {.is_ipv4 = true, .has_path_id = false});
            case kRibIpv6Unicast:
                return read_rib(message, {.is_ipv4 = false, .has_path_id = false});
            case kRibIpv4UnicastAddPath:
                return read_rib(message, {.is_ipv4 = true, .has_path_id = true});
            case kRibIpv6UnicastAddPath:
                return read_rib(message, {.is_ipv4 = false, .has_path_id = true});
            default:
                break;
        }
    }
    ++builder_.counts().passed_over;
}

void MrtTable::read_peers(Bytes message) {
    peer_counts_.clear();
    Reader in(message);
    in.skip(4);          // the collector's BGP identifier
    in.skip(in.be16());  // the view's name
    const uint16_t peers = in.be16();
    for (unsigned i = 0; i < peers && in.ok(); ++i) {
        const uint8_t type = in.u8();
        in.skip(4);  // its BGP identifier
        in.skip((type & kPeerIsIpv6) != 0 ? 16 : 4);
        const uint32_t as = (type & kPeerAsOf32Bits) != 0 ? in.be32() : in.be16();
        const bool counts =
            only_peers_.empty() || std::binary_search(only_peers_.begin(), only_peers_.end(), as);
        peer_counts_.push_back(counts ? 1 : 0);
    }
    if (in.ok())
        return;
    peer_counts_.clear();
    ++builder_.counts().wrong;
}

void MrtTable::read_rib(Bytes message, RibForm form) {
    Reader in(message);
    in.skip(4);  // sequence number
    const auto prefix = read_prefix(in, form.is_ipv4);
    const uint16_t entries = in.be16();
    std::optional<BgpPath> best;
    bool is_passed_over = false;
    for (unsigned i = 0; i < entries && in.ok() && prefix; ++i) {
        const uint16_t peer = in.be16();
        in.skip(4);  // when it was heard
        if (form.has_path_id)
            in.skip(4);
        const Bytes attributes = in.take(in.be16());
        if (!in.ok())
            break;
        if (peer >= peer_counts_.size()) {
            ++builder_.counts().wrong;
            continue;
        }
        if (peer_counts_[peer] == 0) {
            is_passed_over = true;
            continue;
        }
        const auto path = parse_bgp_path(attributes, own_as_);
        if (!path)
            ++builder_.counts().wrong;
        else if (!best || path->is_better_than(*best))
            best = path;
    }
    if (!in.ok() || !prefix) {
        ++builder_.counts().wrong;
        return;
    }
    if (!best) {
        builder_.counts().passed_over += is_passed_over ? 1 : 0;
        return;
    }
    builder_.add(best->entry_of(*prefix));
}

FeedTable MrtTable::finish() {
    if (!held_.empty())
        builder_.break_off("it ends inside of a record");
    return builder_.finish();
}

}  // namespace sluice
