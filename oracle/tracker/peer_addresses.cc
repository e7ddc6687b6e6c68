// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/peer_addresses.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice {
namespace {

constexpr uint16_t kLocal = 0;
constexpr std::string_view kLocalPrefixes[] = {"0.0.0.0/8",      "10.0.0.0/8",     "100.64.0.0/10",
                                               "127.0.0.0/8",    "169.254.0.0/16", "172.16.0.0/12",
                                               "192.168.0.0/16", "240.0.0.0/4",    "::/128",
                                               "::1/128",        "fc00::/7",       "fe80::/10"};

bool lies_in(const Prefix& inner, const Prefix& outer) {
    return outer.length <= inner.length && outer.contains(inner.address);
}

// Of a local prefix that is accepted in part the rest stays local: the parts that are accepted are
// cut out, by halves.
void cut_out(const Prefix& local, std::span<const Prefix> accepted,
             std::vector<std::pair<Prefix, uint16_t>>& out) {
    if (std::ranges::any_of(accepted, [&](const Prefix& a) { return lies_in(local, a); }))
        return;
    if (std::ranges::none_of(accepted, [&](const Prefix& a) { return lies_in(a, local); })) {
        out.emplace_back(local, kLocal);
        return;
    }
    const auto longer = static_cast<uint8_t>(local.length + 1);
    const Prefix lower = Prefix::covering(local.address, longer);
    cut_out(lower, accepted, out);
    cut_out(Prefix::covering(local.last(), longer), accepted, out);
}

PrefixSet local_prefixes(std::span<const Prefix> accepted) {
    std::vector<std::pair<Prefix, uint16_t>> local;
    for (const std::string_view text : kLocalPrefixes)
        cut_out(*Prefix::parse(text), accepted, local);
    return PrefixSet(local);
}

}  // namespace

PeerAddresses::PeerAddresses(std::span<const Prefix> accepted) : local_(local_prefixes(accepted)) {}

}  // namespace sluice
