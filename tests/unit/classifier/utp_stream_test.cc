// SPDX-License-Identifier: Apache-2.0
#include "classifier/utp_stream.h"

#include <random>

#include <gtest/gtest.h>

#include "tests/unit/classifier/walk_under_test.h"

namespace sluice {
namespace {

constexpr Direction kUp = Direction::up;

// A uTP header without extensions in front of the payload.
std::vector<uint8_t> datagram(uint16_t number, Bytes payload) {
    std::vector<uint8_t> bytes = hex("0100 1234 00000001 00000000 00100000");
    bytes.push_back(static_cast<uint8_t>(number >> 8));
    bytes.push_back(static_cast<uint8_t>(number));
    return bytes + hex("0001") + payload;
}

class UtpStreamTest : public testing::Test {
 protected:
    explicit UtpStreamTest(uint32_t held = 32) : flow_(held) {
        streams_.begin(stream_, flow_.walk, kUp, kFirst);
        sends(0, offering(true));
    }
    ~UtpStreamTest() override {
        streams_.end(stream_, flow_.walk, kUp);
        flow_.end();
        EXPECT_EQ(flow_.buffers.in_use(), 0u);
    }
    // Packets count from 0, the handshake's.
    void sends(uint16_t packet, Bytes payload, uint32_t cut_off = 0) {
        const auto number = static_cast<uint16_t>(kFirst + packet);
        const auto bytes = datagram(number, payload);
        const auto header = parse_utp(bytes);
        ASSERT_TRUE(header);
        streams_.observe(stream_, flow_.walk,
                         {.payload = bytes,
                          .wire_bytes = static_cast<uint32_t>(bytes.size()) + cut_off,
                          .direction = kUp,
                          .transport = Transport::udp,
                          .time_us = time_us_,
                          .time_s = WalkUnderTest::kNow_s},
                         *header);
    }
    uint32_t count(MessageKind kind) { return flow_.count(kUp, kind); }
    uint64_t gaps() const { return flow_.counts.walker_gaps.get(); }

    static constexpr uint16_t kFirst = 65'530;  // wraps on the way
    WalkUnderTest flow_;
    UtpStreams streams_{flow_.walker, flow_.buffers, flow_.counts};
    UtpStream stream_;
    uint32_t time_us_ = 0;
};

TEST_F(UtpStreamTest, ReadsPacketsInTheOrderOfTheirNumbers) {
    const auto stream = have() + request();
    for (uint16_t i = 0; i < stream.size(); ++i)
        sends(static_cast<uint16_t>(1 + i), Bytes{stream}.subspan(i, 1));
    EXPECT_EQ(count(MessageKind::handshake), 1u);
    EXPECT_EQ(count(MessageKind::have_piece), 1u);
    EXPECT_EQ(count(MessageKind::piece_request), 1u);
    EXPECT_EQ(gaps(), 0u);
}

TEST_F(UtpStreamTest, PutsReorderedAndRepeatedPacketsInOrder) {
    std::mt19937 random{5};
    std::vector<uint8_t> stream;
    for (int i = 0; i < 20; ++i)
        stream = stream + have() + request() + piece() + keep_alive();
    std::vector<uint16_t> order;
    for (size_t at = 0; at < stream.size(); at += 1'300)
        order.push_back(static_cast<uint16_t>(order.size()));
    for (size_t i = 0; i < order.size(); i += 8)
        std::shuffle(order.begin() + static_cast<ptrdiff_t>(i),
                     order.begin() + static_cast<ptrdiff_t>(std::min(i + 8, order.size())), random);
    for (const uint16_t packet : order) {
        const size_t at = size_t{packet} * 1'300;
        const auto payload = Bytes{stream}.subspan(at, std::min<size_t>(1'300, stream.size() - at));
        for (int copy = 0; copy < 2; ++copy)
            sends(static_cast<uint16_t>(packet + 1), payload);
    }
    EXPECT_EQ(count(MessageKind::have_piece), 20u);
    EXPECT_EQ(count(MessageKind::piece_request), 20u);
    EXPECT_EQ(count(MessageKind::piece), 20u);
    EXPECT_EQ(count(MessageKind::keep_alive), 20u);
    EXPECT_EQ(gaps(), 0u);
    EXPECT_EQ(flow_.buffers.in_use(), 0u);
}

TEST_F(UtpStreamTest, KeepsTheFirstCopyOfAPacketThatIsHeld) {
    sends(2, have());
    sends(2, have() + request());
    sends(1, unchoke());
    EXPECT_EQ(count(MessageKind::unchoke), 1u);
    EXPECT_EQ(count(MessageKind::have_piece), 1u);
    EXPECT_EQ(count(MessageKind::piece_request), 0u);
    EXPECT_EQ(flow_.buffers.in_use(), 0u) << "nothing of the longer copy";
    sends(3, request());
    EXPECT_EQ(count(MessageKind::piece_request), 1u);
    EXPECT_EQ(gaps(), 0u);
}

TEST_F(UtpStreamTest, StopsWaitingAfterTwoSeconds) {
    sends(2, request());
    EXPECT_EQ(count(MessageKind::piece_request), 0u);
    time_us_ = 2'000'001;
    sends(3, have());
    EXPECT_EQ(gaps(), 1u);
    EXPECT_EQ(count(MessageKind::piece_request), 1u) << "a boundary";
    EXPECT_EQ(count(MessageKind::have_piece), 1u) << "and in step again";
    sends(1, unchoke());
    EXPECT_EQ(count(MessageKind::unchoke), 0u) << "too late";
}

TEST_F(UtpStreamTest, StopsWaitingWhenTooManyPacketsWait) {
    for (uint16_t packet = 2; packet <= 17; ++packet)
        sends(packet, request());
    EXPECT_EQ(gaps(), 0u);
    sends(18, request());
    EXPECT_EQ(gaps(), 1u);
    EXPECT_EQ(count(MessageKind::piece_request), 17u);
}

TEST_F(UtpStreamTest, KeepsTheOrderBehindEachOfManyGaps) {
    for (uint16_t packet = 2; packet <= 60; packet = static_cast<uint16_t>(packet + 2))
        sends(packet, request());
    streams_.end(stream_, flow_.walk, kUp);
    EXPECT_EQ(count(MessageKind::piece_request), 30u);
    EXPECT_EQ(gaps(), 30u);
}

TEST_F(UtpStreamTest, DoesNotHoldWhatACaptureCutShort) {
    sends(2, Bytes{request()}.first(9), 8);
    EXPECT_EQ(gaps(), 1u);
    sends(3, have());
    EXPECT_EQ(count(MessageKind::have_piece), 1u) << "it fills its packet";
}

TEST_F(UtpStreamTest, IgnoresPacketsFromTheDistantPast) {
    sends(static_cast<uint16_t>(0x8001), have());
    sends(static_cast<uint16_t>(0xffff), have());
    EXPECT_EQ(flow_.buffers.in_use(), 0u);
    EXPECT_EQ(gaps(), 0u);
}

TEST(UtpStreamJoined, IsReadFromACertainBoundaryOn) {
    WalkUnderTest flow;
    UtpStreams streams{flow.walker, flow.buffers, flow.counts};
    UtpStream stream;
    streams.join(stream, flow.walk, kUp);
    uint16_t number = 7;
    for (const auto& payload : {std::vector<uint8_t>(900, 0xaa), request(), unchoke()}) {
        const auto bytes = datagram(number++, payload);
        streams.observe(stream, flow.walk,
                        {.payload = bytes,
                         .wire_bytes = static_cast<uint32_t>(bytes.size()),
                         .transport = Transport::udp},
                        *parse_utp(bytes));
    }
    EXPECT_EQ(flow.count(kUp, MessageKind::piece_request), 1u);
    EXPECT_EQ(flow.count(kUp, MessageKind::unchoke), 1u);
}

class UtpStreamWithoutBuffers : public UtpStreamTest {
 protected:
    UtpStreamWithoutBuffers() : UtpStreamTest(0) {}
};

TEST_F(UtpStreamWithoutBuffers, TakesAnEarlyPacketForAGap) {
    sends(2, request());
    EXPECT_EQ(gaps(), 1u);
    EXPECT_EQ(flow_.counts.held_exhausted.get(), 1u);
    EXPECT_EQ(count(MessageKind::piece_request), 1u);
}

}  // namespace
}  // namespace sluice
