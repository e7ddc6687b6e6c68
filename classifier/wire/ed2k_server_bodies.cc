// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/ed2k_bodies.h"

namespace sluice::ed2k {
namespace {

constexpr size_t kAddressBytes = 6;
constexpr size_t kSmallestEntry = kEmuleHashBytes + kAddressBytes + 4;
// What eMule, aMule, MLdonkey and Shareaza send is between 2 and 10.
constexpr uint32_t kMostIdentityTags = 32;
constexpr uint8_t kNameTag = 0x01;
constexpr uint8_t kVersionTag = 0x11;
// Of a source: its user hash follows.
constexpr uint8_t kHasUserHash = 0x80;

// A user's hash, id, port and tags. eMule marks its hashes (14 and 111 at bytes 5 and 14), others
// do not. Every client gives its name or its version.
void identity(EmuleFields& in) {
    in.hash();
    in.skip(kAddressBytes);
    const uint32_t count = in.le32();
    in.require(count > 0 && count <= kMostIdentityTags);
    bool introduced = false;
    for (uint32_t i = 0; i < count && in.sound(); ++i) {
        const EmuleTag tag = in.tag();
        introduced |= tag.name == kNameTag && tag.is_string();
        introduced |= tag.name == kVersionTag && tag.is_integer();
    }
    in.require(introduced);
}

// The server's address, and four bytes by which hybrids and MLdonkey can be told.
void hello_end(EmuleFields& in) {
    in.skip(kAddressBytes);
    in.require(in.left() == 0 || in.left() == 4);
    in.free_rest();
}

void entries(EmuleFields& in) {
    const uint32_t count = in.le32();
    in.require(count <= in.left() / kSmallestEntry);
    for (uint32_t i = 0; i < count && in.sound(); ++i)
        listed_entry(in);
}

}  // namespace

void free_body(EmuleFields& body) {
    body.free_rest();
}

void hello_or_login(EmuleFields& body) {
    EmuleFields hello = body;
    hello.require(hello.u8() == kEmuleHashBytes);
    identity(hello);
    hello_end(hello);
    EmuleFields login = body;
    identity(login);
    login.end();
    body = hello.broken() ? login : hello;
}

void hello_answer(EmuleFields& body) {
    identity(body);
    hello_end(body);
}

void listed_entry(EmuleFields& body) {
    body.hash();
    body.skip(kAddressBytes);
    const uint32_t count = body.le32();
    body.require(count <= body.left() / 3);
    body.tags(count);
}

void offer_files(EmuleFields& body) {
    entries(body);
    body.end();
}

void search(EmuleFields& body) {
    body.search_tree();
    body.end();
}

void get_sources(EmuleFields& body) {
    // Of files above 4 GiB the size is 0 and a longer one follows.
    body.hash();
    const bool large = body.left() == 12;
    if (body.left() >= 4)
        body.require((body.le32() == 0) == large);
    if (large)
        body.require(body.le64() > UINT32_MAX);
    body.end();
}

void server_list(EmuleFields& body) {
    const uint8_t count = body.u8();
    body.require(body.left() == count * kAddressBytes);
    body.free_rest();
}

void search_result(EmuleFields& body) {
    entries(body);
    if (body.left() > 0)
        body.require(body.u8() <= 1);  // whether there are more results
    body.end();
}

void callback_requested(EmuleFields& body) {
    body.skip(kAddressBytes);
    body.require(body.left() == 0 || body.left() == 1 + kEmuleHashBytes);
    body.free_rest();
}

void id_change(EmuleFields& body) {
    // Newer servers append flags, ports and the address that they see.
    body.require(body.left() % 4 == 0);
    body.free_rest();
}

void server_identity(EmuleFields& body) {
    listed_entry(body);
    body.end();
}

void found_sources(EmuleFields& body) {
    body.hash();
    server_list(body);
}

void found_sources_with_options(EmuleFields& body) {
    body.hash();
    const uint8_t count = body.u8();
    for (uint8_t i = 0; i < count && body.sound(); ++i) {
        body.skip(kAddressBytes);
        if ((body.u8() & kHasUserHash) != 0)
            body.hash();
    }
    body.end();
}

void text(EmuleFields& body) {
    const uint16_t length = body.le16();
    body.require(length == body.left());
    body.free_rest();
}

}  // namespace sluice::ed2k
