// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/ed2k_messages.h"

#include <array>

#include "classifier/wire/ed2k_bodies.h"

namespace sluice {
namespace {

using Kind = MessageKind;
using Shapes = std::array<Ed2kShape, 256>;
constexpr std::nullopt_t kNoWord = std::nullopt;

constexpr uint32_t kHash = kEmuleHashBytes;
constexpr uint32_t kAny = kLongestEd2kMessage;
constexpr uint32_t kLongestIdentity = 4'096;  // a name and a few numbers
constexpr uint32_t kLongestText = 2 + UINT16_MAX;
constexpr uint32_t kLongestStatus = kHash + 2 + UINT16_MAX / 8 + 1;
constexpr uint32_t kListedAddresses = 1 + 255 * 6;

constexpr void fixed(Ed2kShape& shape, uint32_t length, std::optional<Kind> kind,
                     void (*verify)(EmuleFields&) = ed2k::free_body) {
    shape = Ed2kShape{verify, length, length, kind};
}

constexpr void between(Ed2kShape& shape, uint32_t shortest, uint32_t longest,
                       std::optional<Kind> kind, void (*verify)(EmuleFields&)) {
    shape = Ed2kShape{verify, shortest, longest, kind};
}

constexpr auto kEd2kShapes = [] {
    Shapes s{};
    // Client to server; 0x01 between clients too.
    between(s[0x01], kHash + 10, kLongestIdentity, Kind::handshake, ed2k::hello_or_login);
    fixed(s[0x05], 0, Kind::error_response);
    fixed(s[0x14], 0, kNoWord);  // asks for servers
    between(s[0x15], 4, kAny, Kind::announce_request, ed2k::offer_files);
    between(s[0x16], 3, kAny, kNoWord, ed2k::search);
    fixed(s[0x18], 0, kNoWord);  // goes
    between(s[0x19], kHash, kHash + 12, Kind::get_peer_request, ed2k::get_sources);
    between(s[0x1a], 3, kAny, kNoWord, ed2k::search);  // for users
    fixed(s[0x1c], 4, Kind::holepunch);                // callback
    fixed(s[0x21], 0, kNoWord);                        // more results
    between(s[0x23], kHash + 4, kHash + 12, Kind::get_peer_request, ed2k::get_sources);
    // Server to client.
    between(s[0x32], 1, kListedAddresses, kNoWord, ed2k::server_list);
    between(s[0x33], 4, kAny, kNoWord, ed2k::search_result);
    fixed(s[0x34], 8, Kind::scrape_response);  // users, files
    between(s[0x35], 6, 23, Kind::holepunch, ed2k::callback_requested);
    fixed(s[0x36], 0, Kind::error_response);
    between(s[0x38], 2, kLongestText, kNoWord, ed2k::text);
    between(s[0x40], 4, 20, Kind::connect_response, ed2k::id_change);
    between(s[0x41], kHash + 10, kLongestIdentity, kNoWord, ed2k::server_identity);
    between(s[0x42], kHash + 1, kHash + kListedAddresses, Kind::get_peer_response,
            ed2k::found_sources);
    between(s[0x43], 4, kAny, kNoWord, ed2k::search_result);  // users
    between(s[0x44], kHash + 1, kAny, Kind::get_peer_response, ed2k::found_sources_with_options);
    // Between clients.
    between(s[0x46], kHash + 9, kHash + 8 + kEmuleBlockBytes, Kind::piece, ed2k::sending_part);
    fixed(s[0x47], kHash + 24, Kind::piece_request, ed2k::request_parts);
    fixed(s[0x48], kHash, Kind::error_response);  // no such file
    fixed(s[0x49], kHash, Kind::not_interested);  // end of the download
    fixed(s[0x4a], 0, kNoWord);                   // asks for shared files
    between(s[0x4b], 4, kAny, kNoWord, ed2k::offer_files);
    between(s[0x4c], kHash + 16, kLongestIdentity, Kind::handshake, ed2k::hello_answer);
    fixed(s[0x4d], 8, kNoWord);  // changed id
    between(s[0x4e], 3, kLongestText, kNoWord, ed2k::text);
    fixed(s[0x4f], kHash, Kind::metadata);
    between(s[0x50], kHash + 2, kLongestStatus, Kind::bitfield, ed2k::file_status);
    fixed(s[0x51], kHash, Kind::hash_request);
    between(s[0x52], kHash + 2, kAny, Kind::hashes, ed2k::hash_set);
    fixed(s[0x54], kHash, Kind::interested);
    fixed(s[0x55], 0, Kind::unchoke);
    fixed(s[0x56], 0, Kind::not_interested);
    fixed(s[0x57], 0, Kind::choke);
    between(s[0x58], kHash, kLongestStatus + 2, Kind::metadata, ed2k::request_file_name);
    between(s[0x59], kHash + 2, kHash + kLongestText, Kind::metadata, ed2k::file_name);
    fixed(s[0x5b], kHash, kNoWord);  // another slot
    fixed(s[0x5c], 4, kNoWord);      // rank in the queue
    fixed(s[0x5d], 0, kNoWord);      // asks for shared folders
    between(s[0x5e], 2, kLongestText, kNoWord, ed2k::text);
    between(s[0x5f], 4, kAny, kNoWord, ed2k::shared_folders);
    between(s[0x60], 6, kAny, kNoWord, ed2k::shared_files_of_folder);
    fixed(s[0x61], 0, Kind::error_response);
    // Tags and lengths agree in an introduction, an end with a length of 32 bits in a part.
    for (const uint8_t opcode : {0x01, 0x4c, 0x46})
        s[opcode].proves = true;
    return s;
}();

constexpr auto kEmuleShapes = [] {
    Shapes s{};
    between(s[0x01], 6, kLongestIdentity, Kind::extension_handshake, ed2k::emule_info);
    between(s[0x02], 6, kLongestIdentity, Kind::extension_handshake, ed2k::emule_info);
    between(s[0x40], kHash + 9, kHash + 8 + kEmuleBlockBytes, Kind::piece, ed2k::compressed_part);
    fixed(s[0x60], 12, kNoWord, ed2k::queue_ranking);
    between(s[0x61], 5, kLongestText, kNoWord, ed2k::file_description);
    fixed(s[0x81], kHash, Kind::peer_exchange);
    between(s[0x82], kHash + 2, kAny, Kind::peer_exchange, ed2k::answer_sources);
    fixed(s[0x83], kHash + 3, Kind::peer_exchange, ed2k::request_sources_2);
    between(s[0x84], kHash + 3, kAny, Kind::peer_exchange, ed2k::answer_sources_2);
    between(s[0x85], 2, 256, kNoWord, ed2k::public_key);
    between(s[0x86], 2, 257, kNoWord, ed2k::signature);
    fixed(s[0x87], 5, kNoWord, ed2k::identification_state);
    fixed(s[0x90], kHash, kNoWord);  // asks for a preview
    between(s[0x91], kHash + 1, kAny, kNoWord, ed2k::free_body);
    between(s[0x92], kHash + 1, kAny, Kind::other_extension, ed2k::multipacket);
    between(s[0x93], kHash + 1, kAny, Kind::other_extension, ed2k::multipacket_answer);
    fixed(s[0x97], 0, kNoWord);  // asks for its public address
    fixed(s[0x98], 4, kNoWord);
    fixed(s[0x99], 2 * kHash + 6, Kind::holepunch);  // callback
    between(s[0x9a], kHash + 6, kLongestStatus + 8, Kind::keep_alive, ed2k::reask_callback);
    fixed(s[0x9b], kHash + 22, Kind::hash_request);  // AICH: file, part, root
    between(s[0x9c], kHash, kAny, Kind::hashes, ed2k::free_body);
    fixed(s[0x9d], kHash + 20, Kind::hashes);
    fixed(s[0x9e], kHash, Kind::hash_request);
    fixed(s[0x9f], 0, Kind::keep_alive);  // of buddies
    fixed(s[0xa0], 0, Kind::keep_alive);
    between(s[0xa1], kHash + 13, kHash + 12 + kEmuleBlockBytes, Kind::piece,
            ed2k::compressed_part_64);
    between(s[0xa2], kHash + 17, kHash + 16 + kEmuleBlockBytes, Kind::piece, ed2k::sending_part_64);
    fixed(s[0xa3], kHash + 48, Kind::piece_request, ed2k::request_parts_64);
    between(s[0xa4], kHash + 9, kAny, Kind::other_extension, ed2k::multipacket_with_size);
    between(s[0xa5], 1, kLongestText, kNoWord, ed2k::free_body);  // captcha
    fixed(s[0xa6], 1, kNoWord);
    fixed(s[0xa7], 8, kNoWord);  // firewall checks of Kad
    fixed(s[0xa8], 0, kNoWord);
    between(s[0xa9], kHash + 2, kAny, Kind::other_extension, ed2k::multipacket_with_identifier);
    between(s[0xb0], kHash + 2, kAny, Kind::other_extension,
            ed2k::multipacket_answer_with_identifier);
    between(s[0xb1], kHash + 2, kHash + 30, Kind::hash_request, ed2k::hash_set_request_2);
    between(s[0xb2], kHash + 2, kAny, Kind::hashes, ed2k::hash_set_answer_2);
    for (const uint8_t opcode : {0x01, 0x02, 0xa2})
        s[opcode].proves = true;
    return s;
}();

// Only the first two bytes of a packed body can be verified without unpacking: deflate with a
// window of 32 KiB, no dictionary, and their check (RFC 1950, 2.2).
void zlib_header(EmuleFields& body) {
    const unsigned method = body.u8();
    const unsigned flags = body.u8();
    body.require(method == 0x78 && (method << 8 | flags) % 31 == 0 && (flags & 0x20) == 0);
    body.free_rest();
}

// Clients pack what they send each other of eMule's messages, servers and clients what eD2k has.
constexpr auto kPackedShapes = [] {
    Shapes s{};
    for (const uint8_t opcode : {0x15, 0x16, 0x32, 0x33, 0x38, 0x41, 0x42, 0x43, 0x44})
        between(s[opcode], 8, kAny, kEd2kShapes[opcode].kind, zlib_header);
    for (const uint8_t opcode : {0x61, 0x82, 0x84, 0x91, 0x93, 0x9c, 0xb0, 0xb2})
        between(s[opcode], 8, kAny, kEmuleShapes[opcode].kind, zlib_header);
    return s;
}();

constexpr Ed2kShape kUnknown{};

}  // namespace

const Ed2kShape& ed2k_shape(uint8_t protocol, uint8_t opcode) {
    switch (protocol) {
        case kEd2kProtocol:
            return kEd2kShapes[opcode];
        case kEmuleProtocol:
            return kEmuleShapes[opcode];
        case kEd2kPackedProtocol:
            return kPackedShapes[opcode];
        default:
            return kUnknown;
    }
}

}  // namespace sluice
