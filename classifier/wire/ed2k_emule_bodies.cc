// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/ed2k_bodies.h"

namespace sluice::ed2k {
namespace {

constexpr uint32_t kMostInfoTags = 32;
constexpr uint8_t kLastSourceExchange = 4;
constexpr size_t kAichHashBytes = 20;

// Of an ed2k file's identifier, which of its parts follow; the hash always does.
enum IdentifierPart : uint8_t { kHash = 1, kSize = 2, kAich = 4 };

void file_identifier(EmuleFields& in) {
    const uint8_t parts = in.u8();
    in.require((parts & kHash) != 0 && parts <= (kHash | kSize | kAich));
    in.hash();
    if ((parts & kSize) != 0)
        in.skip(8);
    if ((parts & kAich) != 0)
        in.skip(kAichHashBytes);
}

// Sources are listed with an address and a server's; since version 2 with the user's hash, since 4
// with a byte of options.
constexpr size_t listed_source_bytes(uint8_t version) {
    return 12 + (version >= 2 ? kEmuleHashBytes : 0) + (version >= 4 ? 1 : 0);
}

// Messages about one file, without lengths of their own.
void packed_requests(EmuleFields& in) {
    in.require(in.left() > 0);
    while (in.sound() && in.left() > 0) {
        switch (in.u8()) {
            case 0x58:  // file name, with the asker's status and the sources that it knows
                part_status(in);
                in.skip(2);
                break;
            case 0x4f:  // file status
            case 0x81:  // sources
            case 0x9e:  // AICH hash
                break;
            case 0x83:  // sources, with version and options
                in.skip(3);
                break;
            default:
                in.require(false);
        }
    }
}

void packed_answers(EmuleFields& in) {
    in.require(in.left() > 0);
    while (in.sound() && in.left() > 0) {
        switch (in.u8()) {
            case 0x59:
                in.string();
                break;
            case 0x50:
                part_status(in);
                break;
            case 0x9d:
                in.skip(kAichHashBytes);
                break;
            default:
                in.require(false);
        }
    }
}

}  // namespace

void emule_info(EmuleFields& body) {
    // Version of eMule, and of its protocol: 1, or 0xff where the tags are of the system.
    body.skip(1);
    const uint8_t protocol = body.u8();
    body.require(protocol == 1 || protocol == 0xff);
    const uint32_t count = body.le32();
    body.require(count > 0 && count <= kMostInfoTags);
    body.tags(count);
    body.end();
}

void file_description(EmuleFields& body) {
    body.require(body.u8() <= 5);  // the rating
    const uint32_t length = body.le32();
    body.require(length == body.left());
    body.free_rest();
}

void queue_ranking(EmuleFields& body) {
    body.skip(2);
    while (body.sound() && body.left() > 0)
        body.require(body.u8() == 0);
}

void request_sources_2(EmuleFields& body) {
    const uint8_t version = body.u8();
    body.require(version > 0 && version <= kLastSourceExchange);
    body.free_rest();
}

void answer_sources(EmuleFields& body) {
    // The version was agreed on in the introductions.
    body.hash();
    const size_t count = body.le16();
    const size_t left = body.left();
    body.require(left == count * listed_source_bytes(1) || left == count * listed_source_bytes(2) ||
                 left == count * listed_source_bytes(4));
    body.free_rest();
}

void answer_sources_2(EmuleFields& body) {
    const uint8_t version = body.u8();
    body.require(version > 0 && version <= kLastSourceExchange);
    body.hash();
    const size_t count = body.le16();
    body.require(body.left() == count * listed_source_bytes(version));
    body.free_rest();
}

void public_key(EmuleFields& body) {
    const uint8_t length = body.u8();
    body.require(length > 0 && length == body.left());
    body.free_rest();
}

void signature(EmuleFields& body) {
    // Since version 2 a byte says which address was signed too.
    const uint8_t length = body.u8();
    body.require(length > 0 && (body.left() == length || body.left() == length + 1u));
    body.free_rest();
}

void identification_state(EmuleFields& body) {
    body.require(body.u8() <= 2);  // nothing, a signature, a key and a signature are needed
    body.free_rest();
}

void multipacket(EmuleFields& body) {
    body.hash();
    packed_requests(body);
}

void multipacket_with_size(EmuleFields& body) {
    body.hash();
    body.skip(8);
    packed_requests(body);
}

void multipacket_with_identifier(EmuleFields& body) {
    file_identifier(body);
    packed_requests(body);
}

void multipacket_answer(EmuleFields& body) {
    body.hash();
    packed_answers(body);
}

void multipacket_answer_with_identifier(EmuleFields& body) {
    file_identifier(body);
    packed_answers(body);
}

void reask_callback(EmuleFields& body) {
    body.skip(6);  // the asker's address
    request_file_name(body);
}

void hash_set_request_2(EmuleFields& body) {
    file_identifier(body);
    const uint8_t options = body.u8();
    body.require(options > 0 && options <= 3);  // MD4, AICH
    body.end();
}

void hash_set_answer_2(EmuleFields& body) {
    file_identifier(body);
    body.require(body.u8() <= 3);
    body.free_rest();
}

}  // namespace sluice::ed2k
