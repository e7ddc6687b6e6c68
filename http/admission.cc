// SPDX-License-Identifier: Apache-2.0
#include "http/admission.h"

#include <algorithm>

namespace sluice {
namespace {

constexpr uint64_t kBitsPerByte = 8;  // a bucket's rate is in bits, and a request takes one byte
constexpr uint64_t kForgetNs = 2'000'000'000;  // a bucket is full again after one second

// A line of IPv6 has a /64 at least, and may use as many of its addresses as it likes.
IpAddress key_of(const IpAddress& address) {
    return address.is_ipv4() ? address : Prefix::covering(address, 64).address;
}

TokenBucket a_second_of(uint64_t requests, uint64_t now_ns) {
    return {requests * kBitsPerByte, requests, now_ns};
}

}  // namespace

bool Admission::is_counted(const IpAddress& address) const {
    return std::none_of(limits_.not_counted.begin(), limits_.not_counted.end(),
                        [&](const Prefix& prefix) { return prefix.contains(address); });
}

Admitted Admission::open(const IpAddress& address, uint64_t now_ns) {
    if (connections_ >= limits_.connections)
        return Admitted::too_many;
    if (is_counted(address)) {
        Entry* const entry = this->entry(address, now_ns);
        if (entry == nullptr)
            return Admitted::too_many;
        if (entry->connections >= limits_.connections_per_address)
            return Admitted::too_many_of_address;
        ++entry->connections;
    }
    ++connections_;
    return Admitted::yes;
}

void Admission::close(const IpAddress& address) {
    if (is_counted(address)) {
        const auto found = entries_.find(key_of(address));
        if (found == entries_.end() || found->second.connections == 0)
            return;
        --found->second.connections;
    }
    if (connections_ > 0)
        --connections_;
}

Admitted Admission::request(const IpAddress& address, uint64_t now_ns) {
    if (is_counted(address)) {
        Entry* const entry = this->entry(address, now_ns);
        if (entry == nullptr)
            return Admitted::too_many;
        if (!entry->requests.take(1, now_ns))
            return Admitted::too_many_of_address;
    }
    return take_of_all(now_ns) ? Admitted::yes : Admitted::too_many;
}

bool Admission::take_of_all(uint64_t now_ns) {
    if (limits_.requests_per_second_in_all == 0)
        return true;
    if (!began_)
        requests_in_all_ = a_second_of(limits_.requests_per_second_in_all, now_ns);
    began_ = true;
    return requests_in_all_.take(1, now_ns);
}

Admission::Entry* Admission::entry(const IpAddress& address, uint64_t now_ns) {
    const IpAddress key = key_of(address);
    auto found = entries_.find(key);
    if (found == entries_.end()) {
        if (entries_.size() >= kMostAddresses)
            forget_idle(now_ns);
        if (entries_.size() >= kMostAddresses)
            return nullptr;
        found = entries_.emplace(key, Entry{a_second_of(limits_.requests_per_second, now_ns), 0, 0})
                    .first;
    }
    found->second.last_ns = now_ns;
    return &found->second;
}

// At most once a second, so that a flood of addresses does not make each request look at all.
void Admission::forget_idle(uint64_t now_ns) {
    if (swept_ns_ != 0 && now_ns - swept_ns_ < kForgetNs / 2)
        return;
    swept_ns_ = now_ns;
    std::erase_if(entries_, [&](const auto& one) {
        return one.second.connections == 0 && now_ns - one.second.last_ns >= kForgetNs;
    });
}

}  // namespace sluice
