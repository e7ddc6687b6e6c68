// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "classifier/bytes.h"
#include "oracle/rank/pid.h"
#include "oracle/tracker/info_hash.h"
#include "policy/address.h"

namespace sluice {

// What a peer does in its swarm. A partial seed (BEP 21) has what it wants, though not everything.
enum class PeerKind : uint8_t { leecher, seed, partial_seed };
inline constexpr size_t kPeerKinds = 3;

// Where a peer is, as far as it matters for whom it is told to.
struct PeerPlace {
    Pid pid = kNoPid;
    uint16_t realm = UINT16_MAX;  // behind which NAT of the operator's, as Topology::realm()
    bool cache = false;           // the operator's: told first
    uint16_t cache_of =
        UINT16_MAX;  // to clients of one layer alone, as LayerMap; else to everybody

    friend bool operator==(const PeerPlace&, const PeerPlace&) = default;
};

// Where a peer listens.
struct PeerEndpoint {
    IpAddress address;
    uint16_t port = 0;  // host order, not 0

    friend bool operator==(const PeerEndpoint&, const PeerEndpoint&) = default;
};

// A swarm's peers that are alike to everybody who asks: of one place, kind and IP version. As they
// lie in memory they go into a reply, so that one costs nearly nothing to tell.
class PeerGroup {
 public:
    static constexpr size_t kCompactIpv4 = 6;   // BEP 23: address, port
    static constexpr size_t kCompactIpv6 = 18;  // BEP 7
    static constexpr size_t compact_bytes(bool ipv6) { return ipv6 ? kCompactIpv6 : kCompactIpv4; }

    PeerGroup(const PeerPlace& place, PeerKind kind, bool ipv6)
        : place_(place), kind_(kind), ipv6_(ipv6) {}

    const PeerPlace& place() const { return place_; }
    PeerKind kind() const { return kind_; }
    bool ipv6() const { return ipv6_; }
    bool is(const PeerPlace& place, PeerKind kind, bool ipv6) const {
        return ipv6_ == ipv6 && kind_ == kind && place_ == place;
    }

    uint32_t size() const { return size_; }
    // Address and port in network order. at: below size().
    Bytes compact(uint32_t at) const {
        return Bytes{entries_}.subspan(at * entry_bytes(), compact_bytes(ipv6_));
    }
    // The same where the IP version is known: kBytes are compact_bytes().
    template <size_t kBytes>
    const uint8_t* entry(uint32_t at) const {
        return entries_.data() + at * (kBytes + sizeof(uint32_t));
    }
    uint32_t peer(uint32_t at) const;  // its number among all peers

    // At the end.
    void add(const PeerEndpoint& endpoint, uint32_t peer);
    // The last one moves to where it was.
    void remove(uint32_t at);

 private:
    size_t entry_bytes() const { return compact_bytes(ipv6_) + sizeof(uint32_t); }

    PeerPlace place_;
    PeerKind kind_;
    bool ipv6_;
    uint32_t size_ = 0;
    std::vector<uint8_t> entries_;
};

struct SwarmCounts {
    uint32_t seeds = 0;
    uint32_t leechers = 0;  // partial seeds are none
    uint32_t partial_seeds = 0;
    uint32_t completed = 0;  // how often since the swarm began

    uint32_t incomplete() const { return leechers + partial_seeds; }  // as BEP 21 says it
};

// Those who share one torrent.
struct Swarm {
    InfoHash hash;
    uint32_t next = 0;  // of the same bucket, or of the free ones
    uint32_t peers = 0;
    uint32_t hearsay = 0;      // of them: who has not announced here itself
    uint32_t map_version = 0;  // of the network map that its peers' places are from
    SwarmCounts counts;
    std::vector<PeerGroup> groups;  // some may be empty
};

}  // namespace sluice
