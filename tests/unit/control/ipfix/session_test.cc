// SPDX-License-Identifier: Apache-2.0
// One collector on loopback, real sockets, and time that the test passes in.
#include "control/ipfix/session.h"

#include <optional>

#include "tests/unit/control/ipfix/decoder.h"
#include "tests/unit/control/ipfix/flows.h"
#include "tests/unit/control/ipfix/loopback_collector.h"

namespace sluice::test {
namespace {

constexpr uint16_t kIpv4Flow = 256;
constexpr uint16_t kLoss = 258;

class IpfixSessionTest : public testing::TestWithParam<IpfixProtocol> {
 protected:
    void begin(IpfixProtocol protocol, uint16_t port = 0) {
        collector_.emplace(protocol, port);
        session_.emplace(collector_->collector(), settings_,
                         [this](const std::string& line) { log_.push_back(line); });
    }

    void round(size_t flows = 0, uint64_t passed_ms = 100) {
        now_.steady_ms += passed_ms;
        now_.unix_ms += passed_ms;
        session_->begin_round(now_, upstream_);
        for (size_t i = 0; i < flows; ++i)
            session_->add(exported());
        session_->send(now_);
    }
    // Rounds until it is there, as far as the session can tell.
    void come_up() {
        ASSERT_TRUE(wait_until([this] {
            round();
            read();
            return session_->counts().up.get() == 1;
        }));
    }

    void read() {
        for (const auto& octets : collector_->read()) {
            const auto message = decoder_.read(octets);
            ASSERT_EQ(decoder_.mistake(), "");
            templates_ += message.templates;
            if (message.domain != 0) {
                sequence_ = message.sequence;
                next_sequence_ = sequence_ + static_cast<uint32_t>(message.records.size());
            }
            for (const auto& record : message.records) {
                flows_ += record.id == kIpv4Flow ? 1 : 0;
                if (record.id == kLoss)
                    loss_ = record;
            }
        }
    }
    bool read_flows(size_t count) {
        return wait_until([&] {
            read();
            return flows_ >= count;
        });
    }

    IpfixSettings settings_;
    IpfixLoss upstream_;
    std::optional<LoopbackCollector> collector_;
    std::optional<IpfixSession> session_;
    std::vector<std::string> log_;
    IpfixTime now_{.unix_ms = 1'700'000'000'000, .steady_ms = 1'000'000};
    IpfixDecoder decoder_;
    size_t templates_ = 0;
    size_t flows_ = 0;
    uint32_t sequence_ = 0;
    uint32_t next_sequence_ = 0;
    std::optional<IpfixDecoder::Record> loss_;
};

TEST_P(IpfixSessionTest, TemplatesComeFirstAndThenEveryRecord) {
    begin(GetParam());
    come_up();
    EXPECT_EQ(templates_, 4u);
    for (size_t flows = 100; flows <= 1'000; flows += 100) {
        round(100);
        EXPECT_TRUE(read_flows(2 * flows));
    }
    EXPECT_EQ(session_->counts().sent.get(), 2'000u);
    EXPECT_EQ(session_->counts().lost_unreachable.get(), 0u);
    ASSERT_EQ(log_.size(), 1u);
    EXPECT_NE(log_[0].find("takes flow records"), std::string::npos);
}

TEST_P(IpfixSessionTest, WhatWasLostBeforeItCameHereIsTold) {
    begin(GetParam());
    come_up();
    upstream_ = {.flows = 7, .packets = 8, .octets = 9'000};
    round(0, 60'000);
    ASSERT_TRUE(wait_until([&] {
        read();
        return loss_ && loss_->number(166) == 7;
    }));
    EXPECT_EQ(loss_->number(167), 8u);
    EXPECT_EQ(loss_->number(168), 9'000u);
    EXPECT_EQ(loss_->number(144), 1u);
}

INSTANTIATE_TEST_SUITE_P(Over, IpfixSessionTest,
                         testing::Values(IpfixProtocol::udp, IpfixProtocol::tcp),
                         [](const auto& one) {
                             return one.param == IpfixProtocol::udp ? "Udp" : "Tcp";
                         });

using IpfixOverUdp = IpfixSessionTest;
using IpfixOverTcp = IpfixSessionTest;

TEST_F(IpfixOverUdp, TemplatesAreRefreshedByTime) {
    settings_.template_refresh_ns = 600'000'000'000;
    begin(IpfixProtocol::udp);
    come_up();
    round(0, 590'000);
    read();
    EXPECT_EQ(templates_, 4u);
    round(0, 10'000);
    EXPECT_TRUE(wait_until([&] {
        read();
        return templates_ == 8;
    }));
}

TEST_F(IpfixOverUdp, TemplatesAreRefreshedByTheNumberOfMessages) {
    begin(IpfixProtocol::udp);
    come_up();
    while (session_->counts().messages.get() < IpfixSession::kMessagesPerTemplate) {
        round(40, 0);
        read();
    }
    round(1, 0);
    round(1, 0);
    EXPECT_TRUE(wait_until([&] {
        read();
        return templates_ == 8;
    }));
}

TEST_F(IpfixOverUdp, ACollectorThatGoesAndComesBackIsToldTheTemplatesAgain) {
    begin(IpfixProtocol::udp);
    come_up();
    const uint16_t port = collector_->port();
    collector_.reset();
    ASSERT_TRUE(wait_until([this] {
        round(1);
        return session_->counts().up.get() == 0;
    }));
    round(5);
    EXPECT_GE(session_->counts().lost_unreachable.get(), 10u);
    EXPECT_GE(session_->counts().lost_octets.get(), 5 * (0x1'0000'0001u + 300));
    const size_t said = log_.size();
    for (int i = 0; i < 100; ++i)
        round();
    EXPECT_EQ(log_.size(), said) << "told once, however often it is tried";
    EXPECT_NE(log_.back().find("Connection refused"), std::string::npos) << log_.back();
    collector_.emplace(IpfixProtocol::udp, port);
    templates_ = 0;
    come_up();
    EXPECT_GE(templates_, 4u);
    round(3);
    EXPECT_TRUE(read_flows(6));
}

TEST_F(IpfixOverTcp, NobodyThereIsCountedToldOnceAndTriedAgain) {
    begin(IpfixProtocol::tcp);
    const uint16_t port = collector_->port();
    collector_.reset();
    for (int i = 0; i < 400; ++i)
        round(1);
    EXPECT_EQ(session_->counts().lost_unreachable.get(), 800u);
    EXPECT_EQ(session_->counts().lost_packets.get(), 400u * 70'002);
    ASSERT_EQ(log_.size(), 1u);
    EXPECT_NE(log_[0].find("Connection refused"), std::string::npos) << log_[0];
    collector_.emplace(IpfixProtocol::tcp, port);
    come_up();
    round(2);
    EXPECT_TRUE(read_flows(4));
    EXPECT_EQ(log_.size(), 2u);
}

TEST_F(IpfixOverTcp, AConnectionThatBreaksBeginsAnewAtZeroWithTemplates) {
    begin(IpfixProtocol::tcp);
    come_up();
    round(10);
    ASSERT_TRUE(read_flows(20));
    EXPECT_EQ(next_sequence_, 20u);
    collector_->hang_up();
    decoder_ = {};
    templates_ = 0;
    ASSERT_TRUE(wait_until([this] {
        round();
        return session_->counts().up.get() == 0;
    }));
    ASSERT_TRUE(wait_until([this] {
        round();
        read();
        return templates_ == 4;
    }));
    EXPECT_EQ(sequence_, 0u);
}

TEST_F(IpfixOverTcp, ACollectorThatReadsNothingHoldsUpNobodyAndCostsABoundedQueue) {
    begin(IpfixProtocol::tcp);
    come_up();
    ASSERT_TRUE(collector_->accept_one());
    const auto began = std::chrono::steady_clock::now();
    // 60 MB at most, where the kernel and the queue take some of it.
    uint64_t flows = 0;
    for (int i = 0; i < 250 && session_->counts().lost_queue_full.get() == 0; ++i) {
        round(1'000);
        flows += 1'000;
    }
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(20));
    EXPECT_GT(session_->counts().lost_queue_full.get(), 0u);
    EXPECT_EQ(session_->counts().sent.get() + session_->counts().lost_queue_full.get(), 2 * flows);
    EXPECT_TRUE(session_->has_queued());
    const uint64_t taken = session_->counts().sent.get();
    const auto all_arrived = [&] {
        round();
        read();
        return flows_ == taken;
    };
    EXPECT_TRUE(wait_until(all_arrived, 60))
        << "all that was taken arrives: " << flows_ << " of " << taken;
    EXPECT_FALSE(session_->has_queued());
}

}  // namespace
}  // namespace sluice::test
