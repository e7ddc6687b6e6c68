// SPDX-License-Identifier: Apache-2.0
#include "classifier/mse_exchange.h"

#include <gtest/gtest.h>

#include "tests/unit/classifier/ciphertext.h"
#include "tests/unit/classifier/hex.h"

namespace sluice {
namespace {

using Stage = MseExchange::Stage;
constexpr Direction kUp = Direction::up;
constexpr Direction kDown = Direction::down;

// Flights in turn, each in one segment; the stage after the last.
class Exchange {
 public:
    Stage flight(Direction direction, Bytes bytes) {
        uint32_t& next = next_[static_cast<size_t>(direction)];
        next += static_cast<uint32_t>(bytes.size());
        return exchange_.observe(direction, next - static_cast<uint32_t>(bytes.size()), bytes,
                                 static_cast<uint32_t>(bytes.size()));
    }
    Stage again(Direction direction, Bytes bytes) {
        const auto length = static_cast<uint32_t>(bytes.size());
        return exchange_.observe(direction, next_[static_cast<size_t>(direction)] - length, bytes,
                                 length);
    }
    Stage flights(size_t a, size_t b, size_t c, size_t d) {
        flight(kDown, ciphertext(a, 1));
        flight(kUp, ciphertext(b, 2));
        flight(kDown, ciphertext(c, 3));
        return flight(kUp, ciphertext(d, 4));
    }

 private:
    MseExchange exchange_;
    uint32_t next_[2] = {0xffffff80, 0xfffffff0};  // both wrap
};

TEST(MseExchange, IsCompleteAfterFourFittingFlights) {
    EXPECT_EQ(Exchange{}.flights(96, 96, 124, 14), Stage::complete);
    EXPECT_EQ(Exchange{}.flights(608, 608, 636, 1'400), Stage::complete);
    EXPECT_EQ(Exchange{}.flights(300, 96, 200, 13), Stage::open);
}

TEST(MseExchange, LacksItsAnswerAfterThreeFlights) {
    MseExchange exchange;
    exchange.observe(kUp, 0, ciphertext(200, 1), 200);
    exchange.observe(kDown, 0, ciphertext(150, 2), 150);
    EXPECT_FALSE(exchange.lacks_answer());
    exchange.observe(kUp, 200, ciphertext(130, 3), 130);
    EXPECT_TRUE(exchange.lacks_answer());
    exchange.observe(kDown, 150, ciphertext(14, 4), 14);
    EXPECT_FALSE(exchange.lacks_answer()) << "it came";
}

TEST(MseExchange, IsBrokenByAFlightTooShortOrTooLong) {
    EXPECT_EQ(Exchange{}.flights(95, 96, 124, 14), Stage::broken);
    EXPECT_EQ(Exchange{}.flights(609, 96, 124, 14), Stage::broken);
    EXPECT_EQ(Exchange{}.flights(96, 95, 124, 14), Stage::broken);
    EXPECT_EQ(Exchange{}.flights(96, 609, 124, 14), Stage::broken);
    EXPECT_EQ(Exchange{}.flights(96, 96, 55, 14), Stage::broken);
    EXPECT_EQ(Exchange{}.flights(96, 96, 2'000, 14), Stage::broken);
}

TEST(MseExchange, AddsUpAFlightThatComesInPieces) {
    Exchange exchange;
    const auto first = ciphertext(200, 1);
    for (size_t at = 0; at < first.size(); at += 8)
        EXPECT_EQ(exchange.flight(kUp, Bytes{first}.subspan(at, 8)), Stage::open);
    exchange.flight(kDown, ciphertext(150, 2));
    exchange.flight(kUp, ciphertext(130, 3));
    EXPECT_EQ(exchange.flight(kDown, ciphertext(90, 4)), Stage::complete);
}

TEST(MseExchange, TakesNoRepetitionForAnAnswer) {
    Exchange exchange;
    const auto first = ciphertext(200, 1);
    exchange.flight(kUp, first);
    exchange.flight(kDown, ciphertext(150, 2));
    EXPECT_EQ(exchange.again(kUp, first), Stage::open);
    exchange.flight(kUp, ciphertext(130, 3));
    EXPECT_EQ(exchange.flight(kDown, ciphertext(90, 4)), Stage::complete);
}

TEST(MseExchange, IsBrokenByBytesThatAreNoCiphertext) {
    Exchange exchange;
    exchange.flight(kUp, ciphertext(200, 1));
    exchange.flight(kDown, std::vector<uint8_t>(150, 'x'));
    EXPECT_EQ(exchange.flight(kUp, ciphertext(130, 3)), Stage::broken);
    EXPECT_EQ(exchange.flight(kDown, ciphertext(130, 3)), Stage::broken);
}

TEST(MseExchange, MayBeginWithAKeyAndItsPadButNotWithOthersGreetings) {
    EXPECT_TRUE(MseExchange::may_begin(ciphertext(96)));
    EXPECT_TRUE(MseExchange::may_begin(ciphertext(608)));
    EXPECT_FALSE(MseExchange::may_begin(ciphertext(95)));
    EXPECT_FALSE(MseExchange::may_begin(ciphertext(609)));
    EXPECT_FALSE(MseExchange::may_begin(text_bytes(std::string(200, 'a'))));
    auto rlpx = ciphertext(402);
    rlpx[0] = 400 >> 8;
    rlpx[1] = 400 & 0xff;
    EXPECT_FALSE(MseExchange::may_begin(rlpx)) << "EIP-8 says its length";
}

}  // namespace
}  // namespace sluice
