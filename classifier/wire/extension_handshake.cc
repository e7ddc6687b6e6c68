// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>

#include "classifier/wire/bencode.h"
#include "classifier/wire/extension.h"
#include "classifier/wire/peer_address.h"

namespace sluice {
namespace {

using Container = BencodeItems::Container;

// In the order of Extension.
constexpr std::array<std::string_view, kExtensionCount> kNames{
    "ut_metadata",  "ut_pex",      "upload_only", "lt_tex",
    "Tr_hashpiece", "lt_donthave", "ut_holepunch"};

template <class Number>
bool read_number(Bytes value, Number& number) {
    const auto integer = bencode_integer(value);
    if (!integer || *integer < 0 || *integer > std::numeric_limits<Number>::max())
        return false;
    number = static_cast<Number>(*integer);
    return true;
}

bool read_ids(Bytes dictionary, ExtensionHandshake& handshake) {
    BencodeItems items{dictionary, Container::dictionary, KeyOrder::any};
    while (items.next()) {
        const auto* const name = std::find(kNames.begin(), kNames.end(), items.key());
        if (name == kNames.end())
            continue;
        uint8_t id = 0;
        if (!read_number(items.value(), id))
            return false;
        // "The only requirement on these IDs is that no extension message share the same one."
        auto& ids = handshake.ids;
        if (id != 0 && std::find(ids.begin(), ids.end(), id) != ids.end())
            return false;
        ids[static_cast<size_t>(name - kNames.begin())] = id;
    }
    return items.length() == dictionary.size();
}

// An address of 4, of 16 or of either size.
bool read_ip(Bytes value, size_t bytes, std::optional<std::array<uint8_t, 16>>& address) {
    const auto text = bencode_string(value);
    if (!text || (bytes != 0 && text->size() != bytes))
        return false;
    address = read_address({reinterpret_cast<const uint8_t*>(text->data()), text->size()});
    return address.has_value();
}

bool read_upload_only(Bytes value, ExtensionHandshake& handshake) {
    const auto integer = bencode_integer(value);
    if (integer)
        handshake.upload_only = *integer != 0;
    return integer.has_value();
}

bool read_item(std::string_view key, Bytes value, ExtensionHandshake& handshake) {
    if (key == "m")
        return read_ids(value, handshake);
    if (key == "p")
        return read_number(value, handshake.listen_port);
    if (key == "yourip")
        return read_ip(value, 0, handshake.receiver);
    if (key == "ipv4")
        return read_ip(value, 4, handshake.ipv4);
    if (key == "ipv6")
        return read_ip(value, 16, handshake.ipv6);
    if (key == "reqq")
        return read_number(value, handshake.request_queue);
    if (key == "metadata_size")
        return read_number(value, handshake.metadata_bytes);
    if (key == "upload_only")
        return read_upload_only(value, handshake);
    if (key == "v") {
        const auto client = bencode_string(value);
        handshake.client = client.value_or(std::string_view{});
        return client.has_value();
    }
    return true;  // "Any unknown names should be ignored."
}

}  // namespace

std::optional<ExtensionHandshake> parse_extension_handshake(Bytes dictionary) {
    ExtensionHandshake handshake;
    BencodeItems items{dictionary, Container::dictionary, KeyOrder::any};
    while (items.next())
        if (!read_item(items.key(), items.value(), handshake))
            return std::nullopt;
    return items.length() == dictionary.size() ? std::optional(handshake) : std::nullopt;
}

}  // namespace sluice
