// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "oracle/feeds/address_bits.h"
#include "policy/address.h"

namespace sluice {

// Writes small MaxMind DBs (format 2.0, records of 32 bits) the way their makers do.
class MmdbSample {
 public:
    using Data = std::vector<uint8_t>;

    static Data text(std::string_view text) {
        return field(2, text.size(), {text.begin(), text.end()});
    }
    static Data number(uint32_t number) {
        return field(6, 4,
                     {static_cast<uint8_t>(number >> 24), static_cast<uint8_t>(number >> 16),
                      static_cast<uint8_t>(number >> 8), static_cast<uint8_t>(number)});
    }
    static Data list(const std::vector<Data>& items) {
        Data data = field(11, items.size(), {});
        for (const Data& item : items)
            data.insert(data.end(), item.begin(), item.end());
        return data;
    }
    static Data map(const std::vector<std::pair<std::string, Data>>& entries) {
        Data data = field(7, entries.size(), {});
        for (const auto& [key, value] : entries) {
            const Data name = text(key);
            data.insert(data.end(), name.begin(), name.end());
            data.insert(data.end(), value.begin(), value.end());
        }
        return data;
    }
    // As GeoLite2-ASN has it.
    static Data as(uint32_t number) {
        return map({{"autonomous_system_number", MmdbSample::number(number)},
                    {"autonomous_system_organization", text("EXAMPLE")}});
    }
    // As GeoLite2-City has it.
    static Data place(std::string_view country, std::string_view subdivision) {
        return map({{"country", map({{"geoname_id", number(1)}, {"iso_code", text(country)}})},
                    {"subdivisions", list({map({{"iso_code", text(subdivision)}})})}});
    }

    explicit MmdbSample(bool is_ipv6 = true) : is_ipv6_(is_ipv6), nodes_(1) {}

    // What is said of a prefix; prefixes do not lie within each other. Of IPv6 there, IPv4 is at
    // ::/96.
    void add(std::string_view prefix, const Data& data) {
        const auto at = static_cast<uint32_t>(data_.size());
        data_.insert(data_.end(), data.begin(), data.end());
        record_of(prefix) = {Record::Kind::data, at};
    }
    // Makes a prefix lead to where IPv4 is, as makers do with ::ffff:0:0/96 and 2002::/16.
    void alias_to_ipv4(AddressBits bits, unsigned length) {
        const uint32_t ipv4 = record_at(0, kIpv4BitsBefore).value;
        record_at(bits, length) = {Record::Kind::node, ipv4};
    }
    void lead_to_node(std::string_view prefix, uint32_t node) {
        record_of(prefix) = {Record::Kind::node, node};
    }
    size_t node_count() const { return nodes_.size(); }

    Data bytes() const {
        Data bytes;
        for (const auto& node : nodes_)
            for (const Record& record : node.records)
                for (int shift = 24; shift >= 0; shift -= 8)
                    bytes.push_back(static_cast<uint8_t>(written(record) >> shift));
        bytes.resize(bytes.size() + 16);  // between tree and data
        bytes.insert(bytes.end(), data_.begin(), data_.end());
        const std::string_view marker = "\xab\xcd\xefMaxMind.com";
        bytes.insert(bytes.end(), marker.begin(), marker.end());
        const Data about = map({{"node_count", number(static_cast<uint32_t>(nodes_.size()))},
                                {"record_size", short_number(32)},
                                {"ip_version", short_number(is_ipv6_ ? 6 : 4)},
                                {"database_type", text("Sample")},
                                {"languages", list({text("en")})},
                                {"binary_format_major_version", short_number(2)},
                                {"binary_format_minor_version", short_number(0)},
                                {"build_epoch", long_number(1'764'000'000)},
                                {"description", map({{"en", text("Sample")}})}});
        bytes.insert(bytes.end(), about.begin(), about.end());
        return bytes;
    }

 private:
    struct Record {
        enum class Kind { empty, node, data } kind = Kind::empty;
        uint32_t value = 0;
    };
    struct Node {
        Record records[2];
    };

    static Data field(unsigned type, size_t size, const Data& value) {
        Data data;
        const unsigned short_size = size < 29 ? static_cast<unsigned>(size) : 29;
        data.push_back(static_cast<uint8_t>((type < 8 ? type << 5 : 0) | short_size));
        if (type >= 8)
            data.push_back(static_cast<uint8_t>(type - 7));
        if (short_size == 29)
            data.push_back(static_cast<uint8_t>(size - 29));
        data.insert(data.end(), value.begin(), value.end());
        return data;
    }
    static Data short_number(uint16_t number) {
        return field(5, 2, {static_cast<uint8_t>(number >> 8), static_cast<uint8_t>(number)});
    }
    static Data long_number(uint64_t number) {
        Data value;
        for (int shift = 56; shift >= 0; shift -= 8)
            value.push_back(static_cast<uint8_t>(number >> shift));
        return field(9, 8, value);
    }

    Record& record_of(std::string_view text) {
        const Prefix prefix = *Prefix::parse(text);
        AddressBits bits = address_bits(prefix.address);
        if (prefix.address.is_ipv4())
            bits &= 0xffff'ffff;
        return record_at(
            bits, prefix.address.is_ipv4() && is_ipv6_ ? prefix.length + 96u : prefix.length);
    }
    Record& record_at(AddressBits bits, unsigned length) {
        const unsigned levels = is_ipv6_ ? 128 : 32;
        uint32_t node = 0;
        for (unsigned depth = 0;; ++depth) {
            const auto side = static_cast<size_t>(bits >> (levels - 1 - depth) & 1);
            if (depth + 1 == length)
                return nodes_[node].records[side];
            if (nodes_[node].records[side].kind != Record::Kind::node) {
                nodes_[node].records[side] = {Record::Kind::node,
                                              static_cast<uint32_t>(nodes_.size())};
                nodes_.emplace_back();
            }
            node = nodes_[node].records[side].value;
        }
    }
    uint32_t written(const Record& record) const {
        const auto count = static_cast<uint32_t>(nodes_.size());
        switch (record.kind) {
            case Record::Kind::node:
                return record.value;
            case Record::Kind::data:
                return count + 16 + record.value;
            case Record::Kind::empty:
                break;
        }
        return count;
    }

    bool is_ipv6_;
    std::vector<Node> nodes_;
    Data data_;
};

}  // namespace sluice
