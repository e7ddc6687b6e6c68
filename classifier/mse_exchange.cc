// SPDX-License-Identifier: Apache-2.0
#include "classifier/mse_exchange.h"

#include <algorithm>

#include "classifier/held_segments.h"

namespace sluice {
namespace {

struct Bounds {
    uint32_t shortest;
    uint32_t longest;
};

// The initial payload that A encrypts with its header is the handshake in practice: 68 bytes, to
// which some clients add their first messages. What B sends behind its header has no end.
constexpr uint32_t kInitialPayload = 1'024;
constexpr std::array<Bounds, 4> kBounds{{
    {kMseKeyBytes, kMseKeyBytes + kMseLongestPad},
    {kMseKeyBytes, kMseKeyBytes + kMseLongestPad},
    {kMseHeaderBytes, kMseHeaderBytes + kMseLongestPad + kInitialPayload},
    {kMseAnswerBytes, UINT32_MAX},
}};

}  // namespace

bool MseExchange::may_begin(Bytes payload) {
    if (payload.size() < kMseKeyBytes || payload.size() > kBounds[0].longest)
        return false;
    // Ethereum's RLPx (EIP-8) has the same shape, but says its length first.
    if (Reader{payload}.be16() == payload.size() - 2)
        return false;
    UniformityTest test;
    test.add(payload);
    return test.passes();
}

MseExchange::Stage MseExchange::observe(Direction direction, uint32_t sequence, Bytes bytes,
                                        uint32_t carried) {
    if (stage_ != Stage::open)
        return stage_;
    const auto d = static_cast<size_t>(direction);
    const auto bit = static_cast<uint8_t>(1u << d);
    if ((heard_ & bit) != 0) {
        const int32_t known = sequence_distance(sequence, next_[d]);
        if (known >= static_cast<int32_t>(carried))
            return stage_;
        if (known > 0) {
            bytes = bytes.subspan(std::min(bytes.size(), static_cast<size_t>(known)));
            sequence += static_cast<uint32_t>(known);
            carried -= static_cast<uint32_t>(known);
        }
    } else if (heard_ == 0) {
        initiator_ = direction;
    }
    heard_ |= bit;
    next_[d] = sequence + carried;

    const bool initiators_turn = flight_ % 2 == 0;
    if ((direction == initiator_) != initiators_turn) {
        if (!ends_well())
            return stage_ = Stage::broken;
        ++flight_;
        length_ = 0;
        uniformity_ = {};
    }
    length_ += carried;
    uniformity_.add(bytes);
    if (length_ > kBounds[flight_].longest)
        return stage_ = Stage::broken;
    if (flight_ == kFlights - 1 && length_ >= kBounds[flight_].shortest)
        stage_ = uniformity_.passes() ? Stage::complete : Stage::broken;
    return stage_;
}

bool MseExchange::ends_well() const {
    return length_ >= kBounds[flight_].shortest && uniformity_.passes();
}

}  // namespace sluice
