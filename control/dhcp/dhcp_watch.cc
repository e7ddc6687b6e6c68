// SPDX-License-Identifier: Apache-2.0
#include "control/dhcp/dhcp_watch.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <utility>

namespace sluice {
namespace {

constexpr std::chrono::milliseconds kRound{50};
constexpr uint64_t kComplaintNs = 10'000'000'000;

uint64_t now() {
    return static_cast<uint64_t>(
        std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count());
}

bool is_dhcpv6(const DhcpCopy& copy) {
    return copy.destination_port >= 546;
}

}  // namespace

DhcpWatch::DhcpWatch(const DhcpSettings& settings, Source source, SharedSessionTable& sessions,
                     Complain complain, Memory memory)
    : source_(std::move(source)),
      sessions_(sessions),
      complain_(std::move(complain)),
      memory_(std::move(memory)),
      dhcp_(settings),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

void DhcpWatch::run(const std::stop_token& stop) {
    restore();
    std::unique_lock waiting(waiting_);
    while (!stopping_.wait_for(waiting, stop, kRound, [&] { return stop.stop_requested(); }))
        round();
}

void DhcpWatch::restore() {
    const uint64_t now_ns = now();
    const std::scoped_lock lock(mutex_, sessions_.mutex);
    for (const DhcpKnownLease& known : memory_.known)
        dhcp_.restore(known, now_ns, sessions_.table);
    memory_.known = {};
}

// A question may have been seen by one worker and its answer by another, and by then the first
// one's copies have been taken already. So nothing is applied before all workers have been asked
// once more; then what is not newer is all there, and is put in order.
void DhcpWatch::round() {
    uint64_t settled_ns = 0;
    for (const DhcpCopy& copy : held_)
        settled_ns = std::max(settled_ns, copy.seen_ns);
    source_.take(held_);
    std::stable_sort(held_.begin(), held_.end(),
                     [](const DhcpCopy& a, const DhcpCopy& b) { return a.seen_ns < b.seen_ns; });
    const auto newer = std::find_if(held_.begin(), held_.end(), [&](const DhcpCopy& copy) {
        return copy.seen_ns > settled_ns;
    });
    const uint64_t now_ns = now();
    std::vector<DhcpLeaseChange> changes;
    {
        const std::scoped_lock lock(mutex_, sessions_.mutex);
        for (auto copy = held_.begin(); copy != newer; ++copy)
            apply(*copy, now_ns);
        dhcp_.expire(now_ns);
        changes = dhcp_.take_changes();
    }
    held_.erase(held_.begin(), newer);
    keep(changes, now_ns);
}

// What cannot be kept is known all the same, until a restart.
void DhcpWatch::keep(std::span<const DhcpLeaseChange> changes, uint64_t now_ns) {
    if (changes.empty() || !memory_.keep)
        return;
    try {
        memory_.keep(changes);
    } catch (const std::runtime_error& error) {
        complain(std::string("leases are not kept for a restart: ") + error.what(), now_ns);
    }
}

void DhcpWatch::complain(const std::string& line, uint64_t now_ns) {
    if (complained_ns_ != 0 && now_ns - complained_ns_ < kComplaintNs)
        return;
    complained_ns_ = now_ns;
    complain_("dhcp: " + line);
}

void DhcpWatch::apply(const DhcpCopy& copy, uint64_t now_ns) {
    const DhcpOutcome outcome = dhcp_.take({.datagram = Bytes(copy.payload).first(copy.length),
                                            .ipv6 = is_dhcpv6(copy),
                                            .from_core = copy.direction == Direction::down,
                                            .source = copy.source},
                                           now_ns, sessions_.table);
    counts_.outcomes[is_dhcpv6(copy) ? 1 : 0][static_cast<size_t>(outcome)]++;
    if (const auto objection = dhcp_.take_objection())
        complain("a lease made no subscriber: " + *objection, now_ns);
}

DhcpWatchReport DhcpWatch::report() const {
    DhcpWatchReport report;
    {
        const std::lock_guard lock(mutex_);
        report = counts_;
        report.leases = dhcp_.leases();
        report.questions = dhcp_.transactions().size();
        report.questions_forgotten_early = dhcp_.transactions().forgotten_early();
        report.given_to_another = dhcp_.given_to_another();
    }
    report.copies = source_.report();
    return report;
}

}  // namespace sluice
