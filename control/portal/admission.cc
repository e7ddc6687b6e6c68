// SPDX-License-Identifier: Apache-2.0
#include "control/portal/admission.h"

namespace sluice {
namespace {

constexpr uint64_t kBitsPerByte = 8;  // a bucket's rate is in bits, and a request takes one byte
constexpr uint64_t kForgetNs = 2'000'000'000;  // a bucket is full again after one second

// A line of IPv6 has a /64 at least, and may use as many of its addresses as it likes.
IpAddress key_of(const IpAddress& address) {
    return address.is_ipv4() ? address : Prefix::covering(address, 64).address;
}

}  // namespace

bool Admission::open(const IpAddress& address, uint64_t now_ns) {
    if (connections_ >= limits_.connections)
        return false;
    Entry* const entry = this->entry(address, now_ns);
    if (entry == nullptr || entry->connections >= limits_.connections_per_address)
        return false;
    ++entry->connections;
    ++connections_;
    return true;
}

void Admission::close(const IpAddress& address) {
    const auto found = entries_.find(key_of(address));
    if (found == entries_.end() || found->second.connections == 0)
        return;
    --found->second.connections;
    --connections_;
}

bool Admission::request(const IpAddress& address, uint64_t now_ns) {
    Entry* const entry = this->entry(address, now_ns);
    return entry != nullptr && entry->requests.take(1, now_ns);
}

Admission::Entry* Admission::entry(const IpAddress& address, uint64_t now_ns) {
    const IpAddress key = key_of(address);
    auto found = entries_.find(key);
    if (found == entries_.end()) {
        if (entries_.size() >= kMostAddresses)
            forget_idle(now_ns);
        if (entries_.size() >= kMostAddresses)
            return nullptr;
        const uint64_t rate = limits_.requests_per_second;
        found = entries_.emplace(key, Entry{TokenBucket(rate * kBitsPerByte, rate, now_ns), 0, 0})
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
