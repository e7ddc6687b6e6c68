// SPDX-License-Identifier: Apache-2.0
#include "bench/full_table.h"

#include <algorithm>
#include <array>
#include <span>
#include <unordered_set>

#include "policy/hash.h"

namespace sluice::bench {
namespace {

struct Share {
    uint8_t length;
    unsigned of_thousand;
};

// After the tables that the RIPE's route collectors publish, rounded.
constexpr std::array<Share, 12> kIpv4 = {{{24, 600},
                                          {23, 100},
                                          {22, 110},
                                          {21, 52},
                                          {20, 45},
                                          {19, 27},
                                          {18, 15},
                                          {17, 9},
                                          {16, 14},
                                          {14, 3},
                                          {12, 1},
                                          {28, 24}}};  // an operator's own
constexpr std::array<Share, 10> kIpv6 = {{{48, 470},
                                          {32, 120},
                                          {44, 105},
                                          {40, 95},
                                          {36, 75},
                                          {47, 35},
                                          {46, 35},
                                          {29, 35},
                                          {56, 20},
                                          {64, 10}}};

uint8_t length_of(std::span<const Share> shares, std::mt19937_64& random) {
    unsigned left = random() % 1'000;
    for (const Share& share : shares) {
        if (left < share.of_thousand)
            return share.length;
        left -= share.of_thousand;
    }
    return shares.front().length;
}

// Registries deal out of few blocks, so that networks lie close to one another.
IpAddress anywhere_ipv6(std::mt19937_64& random) {
    constexpr std::array<uint16_t, 12> kBlocks = {0x2001, 0x2400, 0x2401, 0x2402, 0x2600, 0x2604,
                                                  0x2606, 0x2804, 0x2a00, 0x2a02, 0x2a06, 0x2c0f};
    IpAddress address;
    for (uint8_t& byte : address.bytes)
        byte = static_cast<uint8_t>(random());
    const uint16_t block = kBlocks[random() % kBlocks.size()];
    address.bytes[0] = static_cast<uint8_t>(block >> 8);
    address.bytes[1] = static_cast<uint8_t>(block);
    return address;
}

IpAddress anywhere_ipv4(std::mt19937_64& random) {
    constexpr uint32_t kFirst = 0x0100'0000;
    constexpr uint32_t kBeyond = 0xe000'0000;
    return IpAddress::from_ipv4(kFirst + static_cast<uint32_t>(random() % (kBeyond - kFirst)));
}

struct PrefixHash {
    size_t operator()(const Prefix& prefix) const {
        return mix(mix(prefix.address.half(0), prefix.address.half(1)), prefix.length);
    }
};

}  // namespace

std::vector<std::pair<Prefix, Pid>> full_table(size_t ipv4, size_t ipv6, Pid locations,
                                               std::mt19937_64& random) {
    std::unordered_set<Prefix, PrefixHash> seen;
    std::vector<std::pair<Prefix, Pid>> table;
    while (table.size() < ipv4 + ipv6) {
        const bool four = table.size() < ipv4;
        const Prefix prefix =
            four ? Prefix::covering(anywhere_ipv4(random), length_of(kIpv4, random))
                 : Prefix::covering(anywhere_ipv6(random), length_of(kIpv6, random));
        if (seen.insert(prefix).second)
            table.emplace_back(prefix, static_cast<Pid>(random() % locations));
    }
    std::ranges::shuffle(table, random);
    return table;
}

IpAddress address_in(const Prefix& prefix, std::mt19937_64& random) {
    IpAddress address = prefix.address;
    const IpAddress last = prefix.last();
    for (size_t i = 0; i < address.bytes.size(); ++i)
        address.bytes[i] |= static_cast<uint8_t>(random() & (address.bytes[i] ^ last.bytes[i]));
    return address;
}

}  // namespace sluice::bench
