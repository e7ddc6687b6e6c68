// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/mmdb_table.h"

#include <cerrno>
#include <cstring>
#include <string>
#include <unordered_map>
#include <vector>

#include <maxminddb.h>
#include <sys/mman.h>
#include <unistd.h>

#include "oracle/feeds/address_bits.h"
#include "oracle/feeds/mmdb_metadata.h"

namespace sluice {
namespace {

std::string text_of(const MMDB_entry_data_s& data) {
    return data.has_data && data.type == MMDB_DATA_TYPE_UTF8_STRING
               ? std::string(data.utf8_string, data.data_size)
               : "";
}

// What is not there is nothing; what is broken too.
MMDB_entry_data_s value_at(MMDB_entry_s entry, const char* const* path) {
    MMDB_entry_data_s data{};
    if (MMDB_aget_value(&entry, &data, path) != MMDB_SUCCESS)
        data.has_data = false;
    return data;
}

// All that an entry says, its prefix aside. An entry of the data section serves many prefixes.
FeedEntry read_entry(const MMDB_entry_s& entry) {
    constexpr const char* kAs[] = {"autonomous_system_number", nullptr};
    constexpr const char* kCountry[] = {"country", "iso_code", nullptr};
    constexpr const char* kSubdivision[] = {"subdivisions", "0", "iso_code", nullptr};

    FeedEntry read;
    const MMDB_entry_data_s as = value_at(entry, kAs);
    if (as.has_data && as.type == MMDB_DATA_TYPE_UINT32)
        read.origin_as = as.uint32;
    const std::string country = text_of(value_at(entry, kCountry));
    read.place = Place::parse_country(country).value_or(Place{});
    if (read.place.is_told()) {
        const std::string subdivision = text_of(value_at(entry, kSubdivision));
        read.place = Place::parse_region(country + "-" + subdivision).value_or(read.place);
    }
    return read;
}

// Goes through the search tree (MaxMind DB format 2.0, "Binary Search Tree Section").
class TreeWalk {
 public:
    TreeWalk(const MMDB_s& database, FeedTableBuilder& builder)
        : database_(database), builder_(builder) {}

    void run() {
        const bool is_ipv6 = database_.metadata.ip_version == 6;
        levels_ = is_ipv6 ? kAddressBits : 32;
        open_.push_back({0, 0, 0});
        while (!open_.empty() && !builder_.is_broken()) {
            const Open at = open_.back();
            open_.pop_back();
            // A tree, but for the parts of IPv6 that lead back to IPv4's.
            if (++nodes_seen_ > database_.metadata.node_count)
                return builder_.break_off("its tree is none: parts of it are in several places");
            MMDB_search_node_s node;
            if (MMDB_read_node(&database_, at.node, &node) != MMDB_SUCCESS)
                return builder_.break_off("its tree refers to what is not there");
            // The right one first, so that the left one is looked at before it.
            look_at(node.right_record_type, node.right_record, node.right_record_entry,
                    at.bits | AddressBits{1} << (levels_ - 1 - at.depth), at.depth + 1);
            look_at(node.left_record_type, node.left_record, node.left_record_entry, at.bits,
                    at.depth + 1);
        }
    }

 private:
    struct Open {
        uint32_t node;
        unsigned depth;
        AddressBits bits;
    };

    void look_at(uint8_t type, uint64_t record, const MMDB_entry_s& entry, AddressBits bits,
                 unsigned depth) {
        if (type == MMDB_RECORD_TYPE_SEARCH_NODE) {
            const auto node = static_cast<uint32_t>(record);
            if (depth >= levels_)
                ++builder_.counts().wrong;
            else if (!is_alias(node, bits, depth))
                open_.push_back({node, depth, bits});
        } else if (type == MMDB_RECORD_TYPE_DATA) {
            add(entry, bits, depth);
        } else if (type == MMDB_RECORD_TYPE_INVALID) {
            ++builder_.counts().wrong;
        }
    }

    // IPv4 is at ::/96, and ::ffff:0:0/96, 2001::/32 and 2002::/16 lead there too.
    bool is_alias(uint32_t node, AddressBits bits, unsigned depth) const {
        return levels_ == kAddressBits && database_.ipv4_start_node.netmask == kIpv4BitsBefore &&
               node == database_.ipv4_start_node.node_value &&
               !(depth == kIpv4BitsBefore && bits == 0);
    }

    void add(const MMDB_entry_s& entry, AddressBits bits, unsigned depth) {
        auto [known, is_new] = read_.try_emplace(entry.offset);
        if (is_new)
            known->second = read_entry(entry);
        FeedEntry said = known->second;
        if (said.origin_as == 0 && !said.place.is_told()) {
            ++builder_.counts().passed_over;
            return;
        }
        if (levels_ == 32)
            said.prefix = {IpAddress::from_ipv4(static_cast<uint32_t>(bits)),
                           static_cast<uint8_t>(depth)};
        else if (depth >= kIpv4BitsBefore && bits >> 32 == 0)
            said.prefix = {IpAddress::from_ipv4(static_cast<uint32_t>(bits)),
                           static_cast<uint8_t>(depth - kIpv4BitsBefore)};
        else
            said.prefix = ipv6_prefix(bits, depth);
        builder_.add(said);
    }

    const MMDB_s& database_;
    FeedTableBuilder& builder_;
    unsigned levels_ = 0;
    uint64_t nodes_seen_ = 0;
    std::vector<Open> open_;
    std::unordered_map<uint32_t, FeedEntry> read_;  // by their place in the data section
};

}  // namespace

MmdbTable::MmdbTable() : file_(memfd_create("sluice-mmdb", MFD_CLOEXEC)) {
    if (file_ < 0)
        builder_.break_off(std::string("there is no memory for it: ") + std::strerror(errno));
}

MmdbTable::~MmdbTable() {
    if (file_ >= 0)
        close(file_);
}

void MmdbTable::add(Bytes chunk) {
    bytes_ += chunk.size();
    if (bytes_ > kMostBytes)
        builder_.break_off("it is larger than " + std::to_string(kMostBytes >> 20) + " MiB");
    while (!chunk.empty() && !builder_.is_broken()) {
        const ssize_t written = write(file_, chunk.data(), chunk.size());
        if (written > 0)
            chunk = chunk.subspan(static_cast<size_t>(written));
        else if (errno != EINTR)
            builder_.break_off(std::string("there is no memory for it: ") + std::strerror(errno));
    }
}

// Whether its tree is all there: libmaxminddb does not ask.
bool MmdbTable::has_its_tree() const {
    if (bytes_ == 0)
        return false;
    void* const mapped = mmap(nullptr, bytes_, PROT_READ, MAP_PRIVATE, file_, 0);
    if (mapped == MAP_FAILED)
        return false;
    const auto tree_bytes = mmdb_tree_bytes({static_cast<const uint8_t*>(mapped), bytes_});
    munmap(mapped, bytes_);
    return tree_bytes && *tree_bytes <= bytes_;
}

FeedTable MmdbTable::finish() {
    if (!builder_.is_broken() && !has_its_tree())
        builder_.break_off("it is no MaxMind DB, or only a part of one");
    if (!builder_.is_broken()) {
        MMDB_s database{};
        const std::string name = "/proc/self/fd/" + std::to_string(file_);
        const int error = MMDB_open(name.c_str(), MMDB_MODE_MMAP, &database);
        if (error == MMDB_SUCCESS) {
            TreeWalk(database, builder_).run();
            MMDB_close(&database);
        } else {
            builder_.break_off(std::string("it is no MaxMind DB: ") + MMDB_strerror(error));
        }
    }
    return builder_.finish();
}

}  // namespace sluice
