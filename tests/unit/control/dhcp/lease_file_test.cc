// SPDX-License-Identifier: Apache-2.0
#include "control/dhcp/lease_file.h"

#include <chrono>

#include <gtest/gtest.h>

#include "tests/unit/control/scratch_folder.h"

namespace sluice {
namespace {

uint64_t from_now_ns(int64_t seconds) {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return static_cast<uint64_t>(std::chrono::nanoseconds(now).count() + seconds * 1'000'000'000);
}

DhcpLeaseChange lease(const std::string& prefix, const std::string& subscriber, int64_t seconds) {
    const Prefix parsed = *Prefix::parse(prefix);
    const std::string client("\1\0\xff", 3);
    return {parsed, DhcpKnownLease{parsed, client, subscriber, from_now_ns(seconds)}};
}

TEST(LeaseFile, HasAfterARestartWhatIsNotOver) {
    const ScratchFolder folder;
    const DhcpLeaseChange changes[] = {
        lease("192.0.2.1", "a", 600), lease("2001:db8:7::/56", "a", 700),
        lease("192.0.2.2", "b", 600), lease("192.0.2.3", "c", -2),
        lease("192.0.2.1", "d", 900), {*Prefix::parse("192.0.2.2"), std::nullopt}};
    {
        LeaseFile file(folder / "leases.db");
        EXPECT_TRUE(file.load().empty());
        file.keep(changes);
    }
    const auto known = LeaseFile(folder / "leases.db").load();
    ASSERT_EQ(known.size(), 2u);
    EXPECT_EQ(known[0].prefix, *Prefix::parse("192.0.2.1"));
    EXPECT_EQ(known[0].subscriber_id, "d");
    EXPECT_EQ(known[0].client, std::string("\1\0\xff", 3));
    EXPECT_NEAR(static_cast<double>(known[0].expires_ns), static_cast<double>(from_now_ns(900)),
                3e9);
    EXPECT_EQ(known[1].prefix, *Prefix::parse("2001:db8:7::/56"));
}

TEST(LeaseFile, ThatIsDamagedIsRefusedByName) {
    const ScratchFolder folder;
    EXPECT_THROW(LeaseFile{folder.write("leases.db", "no database")}, StoreError);
}

}  // namespace
}  // namespace sluice
