// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "classifier/wire/ed2k_bodies.h"

namespace sluice::ed2k {
namespace {

constexpr size_t kMostRanges = 3;

template <class Position>
Position position(EmuleFields& in) {
    if constexpr (sizeof(Position) == 8)
        return in.le64();
    else
        return in.le32();
}

template <class Position>
void part(EmuleFields& in) {
    in.hash();
    const auto start = position<Position>(in);
    const auto end = position<Position>(in);
    in.require(end > start && end - start == in.left());
    in.free_rest();
}

// One block's compressed bytes may be sent in several messages.
template <class Position>
void compressed(EmuleFields& in) {
    in.hash();
    position<Position>(in);
    const uint32_t block = in.le32();
    in.require(in.left() > 0 && in.left() <= block && block <= kEmuleBlockBytes);
    in.free_rest();
}

// Three starts, three ends; what is not used is an empty range.
template <class Position>
void ranges(EmuleFields& in) {
    in.hash();
    std::array<Position, kMostRanges> starts{};
    for (Position& start : starts)
        start = position<Position>(in);
    bool any = false;
    for (const Position start : starts) {
        const auto end = position<Position>(in);
        in.require(end >= start);
        any |= end > start;
    }
    in.require(any);
    in.end();
}

}  // namespace

void sending_part(EmuleFields& body) {
    part<uint32_t>(body);
}

void sending_part_64(EmuleFields& body) {
    part<uint64_t>(body);
}

void compressed_part(EmuleFields& body) {
    compressed<uint32_t>(body);
}

void compressed_part_64(EmuleFields& body) {
    compressed<uint64_t>(body);
}

void request_parts(EmuleFields& body) {
    ranges<uint32_t>(body);
}

void request_parts_64(EmuleFields& body) {
    ranges<uint64_t>(body);
}

void part_status(EmuleFields& body) {
    const size_t count = body.le16();
    body.skip((count + 7) / 8);
}

void file_status(EmuleFields& body) {
    body.hash();
    part_status(body);
    body.end();
}

void hash_set(EmuleFields& body) {
    body.hash();
    const size_t count = body.le16();
    body.require(body.left() == count * kEmuleHashBytes);
    body.free_rest();
}

void request_file_name(EmuleFields& body) {
    // Versions 1 and 2 of extended requests add the asker's status and the sources that it knows.
    body.hash();
    if (body.left() > 0)
        part_status(body);
    if (body.left() > 0)
        body.skip(2);
    body.end();
}

void file_name(EmuleFields& body) {
    body.hash();
    text(body);
}

void shared_folders(EmuleFields& body) {
    const uint32_t count = body.le32();
    body.require(count <= body.left() / 2);
    for (uint32_t i = 0; i < count && body.sound(); ++i)
        body.string();
    body.end();
}

void shared_files_of_folder(EmuleFields& body) {
    body.string();
    offer_files(body);
}

}  // namespace sluice::ed2k
