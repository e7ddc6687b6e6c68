// SPDX-License-Identifier: Apache-2.0
// Every wire form, cut, reordered, repeated and cut off: its label, or none, but never that of
// another P2P protocol.
#include <algorithm>
#include <functional>

#include <gtest/gtest.h>

#include "tests/unit/classifier/conversations.h"
#include "tests/unit/classifier/flow_under_test.h"

namespace sluice {
namespace {

// A part of what is said, and where in its stream.
struct Piece {
    Direction direction;
    size_t position;
    Bytes bytes;
};
using Pieces = std::vector<Piece>;

class MutatedConversation : public testing::TestWithParam<Conversation> {
 protected:
    Label label_of(const Pieces& pieces) {
        classifier_.forget(inspection_);
        const bool tcp = GetParam().transport == Transport::tcp;
        if (tcp && GetParam().opens)
            for (const Direction direction : {Direction::up, Direction::down})
                observe({.direction = direction, .syn = true, .sequence = start(direction) - 1});
        for (const Piece& piece : pieces)
            observe({.payload = piece.bytes,
                     .wire_bytes = static_cast<uint32_t>(piece.bytes.size()),
                     .direction = piece.direction,
                     .transport = GetParam().transport,
                     .sequence = start(piece.direction) + static_cast<uint32_t>(piece.position)});
        return inspection_.verdict.label;
    }

    // The conversation with what is said at one place replaced by pieces of it.
    Pieces with(size_t index, const std::vector<size_t>& cuts) const {
        Pieces pieces;
        size_t position[kDirectionCount] = {0, 0};
        for (size_t i = 0; i < GetParam().said.size(); ++i) {
            const Said& said = GetParam().said[i];
            size_t& at = position[static_cast<size_t>(said.direction)];
            size_t from = 0;
            for (const size_t cut : i == index ? cuts : std::vector<size_t>{})
                if (cut < said.bytes.size()) {
                    pieces.push_back(
                        {said.direction, at + from, Bytes{said.bytes}.subspan(from, cut - from)});
                    from = cut;
                }
            pieces.push_back({said.direction, at + from, Bytes{said.bytes}.subspan(from)});
            at += said.bytes.size();
        }
        return pieces;
    }

    void expect_right_or_none(const Pieces& pieces, const std::string& how) {
        const Label label = label_of(pieces);
        const bool allowed =
            label == GetParam().label || label == GetParam().also || !is_p2p(label);
        EXPECT_TRUE(allowed) << GetParam().name << ", " << how << ": " << name(label);
    }

    void for_each_cut(const std::function<void(size_t, std::vector<size_t>, std::string)>& visit) {
        for (size_t i = 0; i < GetParam().said.size(); ++i)
            for (size_t cut = 1; cut < GetParam().said[i].bytes.size(); ++cut)
                for (const size_t more : {0u, 1u, 2u, 7u, 19u, 50u}) {
                    std::vector<size_t> cuts{cut};
                    if (more != 0)
                        cuts.push_back(cut + more);
                    visit(i, cuts,
                          std::to_string(i) + " cut at " + std::to_string(cut) + "+" +
                              std::to_string(more));
                }
    }

 private:
    static uint32_t start(Direction direction) { return FlowUnderTest::sequence(direction, 0); }
    void observe(const Segment& segment) {
        if (inspection_.needs_payload())
            classifier_.observe(inspection_, segment);
    }

    Classifier classifier_{shared_signatures(), small_pools()};
    FlowInspection inspection_;
};

TEST_P(MutatedConversation, KeepsItsLabelInTwoAndThreePieces) {
    ASSERT_EQ(label_of(with(SIZE_MAX, {})), GetParam().label);
    for_each_cut([&](size_t index, const std::vector<size_t>& cuts, const std::string& how) {
        if (GetParam().transport == Transport::tcp && GetParam().in_pieces)
            EXPECT_EQ(label_of(with(index, cuts)), GetParam().label) << how;
        else
            expect_right_or_none(with(index, cuts), how);
    });
}

TEST_P(MutatedConversation, TurnsIntoNoOtherOutOfOrderOrTwice) {
    for_each_cut([&](size_t index, const std::vector<size_t>& cuts, const std::string& how) {
        const Pieces pieces = with(index, cuts);
        Pieces mutated = pieces;
        std::reverse(mutated.begin() + static_cast<ptrdiff_t>(index),
                     mutated.begin() +
                         static_cast<ptrdiff_t>(std::min(pieces.size(), index + 1 + cuts.size())));
        expect_right_or_none(mutated, how + ", the last first");
        mutated = pieces;
        std::reverse(mutated.begin(), mutated.end());
        expect_right_or_none(mutated, how + ", all of it backwards");
        mutated.clear();
        for (const Piece& piece : pieces)
            mutated.insert(mutated.end(), 2, piece);
        expect_right_or_none(mutated, how + ", each twice");
        mutated = pieces;
        mutated.insert(mutated.end(), pieces.begin(), pieces.end());
        expect_right_or_none(mutated, how + ", all of it twice");
        mutated = pieces;
        mutated.erase(mutated.begin() + static_cast<ptrdiff_t>(index));
        expect_right_or_none(mutated, how + ", the first piece lost");
    });
}

TEST_P(MutatedConversation, TurnsIntoNoOtherCutOffOrWithDirectionsSwapped) {
    for (size_t i = 0; i < GetParam().said.size(); ++i)
        for (size_t bytes = 0; bytes < GetParam().said[i].bytes.size(); ++bytes) {
            Pieces pieces = with(SIZE_MAX, {});
            pieces[i].bytes = pieces[i].bytes.first(bytes);
            expect_right_or_none(pieces, "cut off after " + std::to_string(bytes));
        }
    Pieces swapped = with(SIZE_MAX, {});
    for (Piece& piece : swapped)
        piece.direction = opposite(piece.direction);
    EXPECT_EQ(label_of(swapped), GetParam().label);
}

TEST_P(MutatedConversation, TurnsIntoNoOtherWithAnyByteSpoilt) {
    std::vector<std::vector<uint8_t>> bytes;
    for (const Said& said : GetParam().said)
        bytes.push_back(said.bytes);
    for (size_t i = 0; i < bytes.size(); ++i)
        for (size_t at = 0; at < bytes[i].size(); ++at)
            for (const uint8_t flip : {0x01, 0x20, 0x80, 0xff}) {
                Pieces pieces = with(SIZE_MAX, {});
                bytes[i][at] ^= flip;
                pieces[i].bytes = bytes[i];
                expect_right_or_none(pieces,
                                     "byte " + std::to_string(at) + " of " + std::to_string(i));
                bytes[i][at] ^= flip;
            }
}

INSTANTIATE_TEST_SUITE_P(EveryForm, MutatedConversation, testing::ValuesIn(conversations()),
                         [](const testing::TestParamInfo<Conversation>& form) {
                             std::string identifier{form.param.name};
                             std::erase_if(identifier, [](char c) { return std::isalnum(c) == 0; });
                             return identifier;
                         });

}  // namespace
}  // namespace sluice
