// SPDX-License-Identifier: Apache-2.0
#include "control/dhcp/dhcp_watch.h"

#include <chrono>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/control/dhcp/messages.h"
#include "tests/unit/control/subscribers/sessions.h"

namespace sluice::test {
namespace {

using testing::ElementsAre;

DhcpCopy copy_of(const Octets& bytes, Direction direction, uint64_t seen_ns) {
    DhcpCopy copy;
    copy.seen_ns = seen_ns;
    copy.source = *IpAddress::parse("198.51.100.1");
    copy.direction = direction;
    copy.destination_port = 67;
    copy.length = static_cast<uint16_t>(bytes.size());
    std::copy(bytes.begin(), bytes.end(), copy.payload.begin());
    return copy;
}

class DhcpWatchTest : public testing::Test {
 protected:
    DhcpWatch::Source source() {
        return {[this](std::vector<DhcpCopy>& out) {
                    const std::lock_guard lock(mutex_);
                    if (rounds_.empty())
                        return;
                    out.insert(out.end(), rounds_.front().begin(), rounds_.front().end());
                    rounds_.erase(rounds_.begin());
                },
                [] { return DhcpCopyReport{.copied = 7, .lost = {}}; }};
    }
    DhcpSettings settings() const { return {.servers = {*Prefix::parse("198.51.100.1")}}; }

    static uint64_t count(const DhcpWatch& watch, DhcpOutcome outcome) {
        return watch.report().outcomes[0][static_cast<size_t>(outcome)];
    }
    static bool comes_true(const std::function<bool()>& condition) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (!condition() && std::chrono::steady_clock::now() < deadline)
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        return condition();
    }

    std::mutex mutex_;
    std::vector<std::vector<DhcpCopy>> rounds_;  // what each look at the workers finds
    KnownSubscribers known_;
    SharedSessionTable sessions_{known_.sink()};
    std::vector<std::string> complaints_;
};

// The worker that saw the question is asked before it did, the one that saw the answer after.
TEST_F(DhcpWatchTest, AnAnswerThatIsTakenBeforeItsQuestionIsAppliedAfterIt) {
    rounds_ = {{copy_of(ack("192.0.2.1", 600).bytes(), Direction::down, 200)},
               {copy_of(request("192.0.2.1", line4("home-1")).bytes(), Direction::up, 100)}};
    const DhcpWatch watch(settings(), source(), sessions_, [](const std::string&) {}, {});
    EXPECT_TRUE(comes_true([&] { return count(watch, DhcpOutcome::leased) == 1; }));
    EXPECT_EQ(count(watch, DhcpOutcome::unasked), 0u);
    EXPECT_EQ(watch.report().leases, 1u);
    EXPECT_EQ(watch.report().copies.copied, 7u);
    const std::lock_guard lock(sessions_.mutex);
    EXPECT_THAT(known_.all.at("home-1").addresses, ElementsAre(address("192.0.2.1")));
}

TEST_F(DhcpWatchTest, KnowsFromTheStartWhatItIsToldAndSaysWhatIsToBeKept) {
    const uint64_t far_ns = UINT64_MAX / 4;
    rounds_ = {{copy_of(request("192.0.2.1", line4("home-1")).bytes(), Direction::up, 100),
                copy_of(ack("192.0.2.1", 600).bytes(), Direction::down, 200)}};
    std::vector<DhcpLeaseChange> kept;
    const DhcpWatch watch(settings(), source(), sessions_,
                          [this](const std::string& line) {
                              const std::lock_guard lock(mutex_);
                              complaints_.push_back(line);
                          },
                          {{{*Prefix::parse("192.0.2.9"), "c", "home-9", far_ns}},
                           [&](std::span<const DhcpLeaseChange> changes) {
                               const std::lock_guard lock(mutex_);
                               kept.insert(kept.end(), changes.begin(), changes.end());
                               throw std::runtime_error("disk full");
                           }});
    EXPECT_TRUE(comes_true([&] {
        const std::lock_guard lock(mutex_);
        return !complaints_.empty();
    }));
    EXPECT_EQ(watch.report().leases, 2u);
    const std::lock_guard lock(mutex_);
    ASSERT_EQ(kept.size(), 1u);
    EXPECT_EQ(kept[0].lease.value().subscriber_id, "home-1");
    EXPECT_THAT(complaints_, ElementsAre("dhcp: leases are not kept for a restart: disk full"));
    const std::lock_guard sessions_lock(sessions_.mutex);
    EXPECT_TRUE(known_.all.contains("home-9"));
}

TEST_F(DhcpWatchTest, SaysWhyALeaseMadeNoSubscriberButNotAThousandTimes) {
    known_.refused_id = "home-1";
    std::vector<DhcpCopy> copies{
        copy_of(request("192.0.2.1", line4("home-1")).bytes(), Direction::up, 100)};
    for (uint64_t seen_ns = 200; seen_ns < 300; ++seen_ns)
        copies.push_back(copy_of(ack("192.0.2.1", 600).bytes(), Direction::down, seen_ns));
    rounds_ = {copies};
    const DhcpWatch watch(settings(), source(), sessions_,
                          [this](const std::string& line) {
                              const std::lock_guard lock(mutex_);
                              complaints_.push_back(line);
                          },
                          {});
    EXPECT_TRUE(comes_true([&] { return count(watch, DhcpOutcome::refused) == 100; }));
    const std::lock_guard lock(mutex_);
    EXPECT_THAT(complaints_, ElementsAre("dhcp: a lease made no subscriber: not that one"));
}

}  // namespace
}  // namespace sluice::test
