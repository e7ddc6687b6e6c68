// SPDX-License-Identifier: Apache-2.0
#include "control/dhcp/lease_file.h"

#include <chrono>

namespace sluice {
namespace {

constexpr int64_t kSecondNs = 1'000'000'000;

template <typename Clock>
int64_t now_ns() {
    return std::chrono::nanoseconds(Clock::now().time_since_epoch()).count();
}

// What the wall's clock is ahead of the one that leases end by.
int64_t wall_ahead_ns() {
    return now_ns<std::chrono::system_clock>() - now_ns<std::chrono::steady_clock>();
}

}  // namespace

LeaseFile::LeaseFile(const std::filesystem::path& file) : database_(file) {
    // A renewal is no loss: the next one tells it again. So no write waits for the disk.
    database_.execute("PRAGMA synchronous = NORMAL");
    database_.execute(
        "CREATE TABLE IF NOT EXISTS leases (prefix TEXT PRIMARY KEY, client TEXT NOT NULL, "
        "subscriber TEXT NOT NULL, expires_unix_s INTEGER NOT NULL) WITHOUT ROWID");
}

std::vector<DhcpKnownLease> LeaseFile::load() {
    const int64_t now_s = now_ns<std::chrono::system_clock>() / kSecondNs;
    Statement(database_, "DELETE FROM leases WHERE expires_unix_s <= ?").bind(now_s).run();
    const int64_t ahead_ns = wall_ahead_ns();
    std::vector<DhcpKnownLease> known;
    Statement rows(database_, "SELECT prefix, client, subscriber, expires_unix_s FROM leases");
    while (rows.step()) {
        const auto prefix = Prefix::parse(rows.text(0));
        const int64_t expires_ns = rows.integer(3) * kSecondNs - ahead_ns;
        if (prefix && expires_ns > 0)
            known.push_back(
                {*prefix, rows.text(1), rows.text(2), static_cast<uint64_t>(expires_ns)});
    }
    return known;
}

void LeaseFile::keep(std::span<const DhcpLeaseChange> changes) {
    const int64_t ahead_ns = wall_ahead_ns();
    Transaction transaction(database_);
    Statement put(database_, "INSERT OR REPLACE INTO leases VALUES (?, ?, ?, ?)");
    Statement erase(database_, "DELETE FROM leases WHERE prefix = ?");
    for (const DhcpLeaseChange& change : changes) {
        const std::string prefix = change.prefix.to_string();
        if (!change.lease) {
            erase.bind(prefix).run();
            continue;
        }
        const auto expires_ns = static_cast<int64_t>(change.lease->expires_ns) + ahead_ns;
        put.bind(prefix)
            .bind(change.lease->client)
            .bind(change.lease->subscriber_id)
            .bind(expires_ns / kSecondNs)
            .run();
    }
    transaction.commit();
}

}  // namespace sluice
