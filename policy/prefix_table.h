// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "policy/address.h"
#include "policy/huge_pages.h"

namespace sluice {

// Longest prefix match over a fixed set, by binary search on the prefix lengths that occur
// (Waldvogel, Varghese, Turner, Plattner, SIGCOMM 1997): one hash table a length, where a longer
// prefix leaves markers that carry the best match so far. One length is one probe;
// all 33 of IPv4 are six.
class PrefixTable {
 public:
    static constexpr uint32_t kNone = UINT32_MAX;

    // Each prefix once; values below kNone - 1.
    explicit PrefixTable(const std::vector<std::pair<Prefix, uint32_t>>& entries);

    // The value of the longest prefix that holds the address, or kNone.
    uint32_t find(const IpAddress& address) const;

    size_t memory_bytes() const;

 private:
    static constexpr uint32_t kMarker = kNone - 1;  // a marker with nothing shorter around it

    struct Ipv4Key {
        uint32_t bits;
        friend bool operator==(Ipv4Key, Ipv4Key) = default;
    };
    struct Ipv6Key {
        uint64_t high;
        uint64_t low;
        friend bool operator==(Ipv6Key, Ipv6Key) = default;
    };

    template <typename Key>
    struct Slot {
        Key key{};
        uint32_t value = kNone;
    };

    // The prefixes of one length: open addressing, at most half full.
    template <typename Key>
    struct Length {
        uint8_t length = 0;
        uint64_t mask = 0;
        HugePageVector<Slot<Key>> slots;

        const Slot<Key>* find(Key key) const;
        void insert(Key key, uint32_t value);
    };

    // The lengths of one family, ascending.
    template <typename Key>
    struct Family {
        std::vector<Length<Key>> lengths;

        void build(const std::vector<std::pair<Prefix, uint32_t>>& entries, bool ipv4);
        uint32_t find(Key key) const;
        size_t memory_bytes() const;
    };

    static Ipv4Key masked(Ipv4Key key, unsigned length);
    static Ipv6Key masked(Ipv6Key key, unsigned length);
    static uint64_t hash(Ipv4Key key);
    static uint64_t hash(Ipv6Key key);
    template <typename Key>
    static Key key_of(const IpAddress& address);

    Family<Ipv4Key> ipv4_;
    Family<Ipv6Key> ipv6_;
};

}  // namespace sluice
