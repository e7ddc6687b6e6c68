// SPDX-License-Identifier: Apache-2.0
#include "control/subscribers/session_expiry.h"

#include <chrono>

#include <gtest/gtest.h>

#include "tests/unit/control/subscribers/sessions.h"

namespace sluice {
namespace {

using std::chrono::steady_clock;

uint64_t now_ns() {
    return static_cast<uint64_t>(
        std::chrono::nanoseconds(steady_clock::now().time_since_epoch()).count());
}

TEST(SessionExpiryTest, OnlyTheSessionThatNothingRenewedEnds) {
    KnownSubscribers known;
    SharedSessionTable sessions(known.sink());
    Session left = session("a", "ann", {address("192.0.2.1")});
    left.expires_ns = now_ns() + 1'000'000;
    Session kept = session("b", "bob", {address("192.0.2.2")});
    kept.expires_ns = now_ns() + 3'600'000'000'000;
    sessions.table.open(left, now_ns());
    sessions.table.open(kept, now_ns());

    const SessionExpiry expiry(sessions);
    const auto give_up = steady_clock::now() + std::chrono::seconds(20);
    const auto size = [&] {
        const std::lock_guard lock(sessions.mutex);
        return sessions.table.size();
    };
    while (size() == 2 && steady_clock::now() < give_up)
        std::this_thread::sleep_for(std::chrono::milliseconds(20));

    const std::lock_guard lock(sessions.mutex);
    EXPECT_EQ(sessions.table.find("a"), nullptr);
    EXPECT_NE(sessions.table.find("b"), nullptr);
    EXPECT_EQ(sessions.table.counts().expired, 1u);
}

TEST(SessionExpiryTest, EndsAtOnceWhenTheDaemonDoes) {
    KnownSubscribers known;
    SharedSessionTable sessions(known.sink());
    const auto started = steady_clock::now();
    for (int i = 0; i < 20; ++i)
        const SessionExpiry expiry(sessions);
    EXPECT_LT(steady_clock::now() - started, std::chrono::seconds(10)) << "each waited its second";
}

}  // namespace
}  // namespace sluice
