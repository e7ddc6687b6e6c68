// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/upstream/torrent_file.h"

#include <algorithm>
#include <array>

#include <openssl/sha.h>

#include "classifier/wire/bencode.h"

namespace sluice {
namespace {

using Container = BencodeItems::Container;

std::optional<Bytes> info_of(Bytes file) {
    BencodeItems items(file, Container::dictionary);
    while (items.next())
        if (items.key() == "info")
            return items.value();
    return std::nullopt;
}

template <size_t kBytes>
InfoHash first_20(const std::array<uint8_t, kBytes>& digest) {
    InfoHash hash;
    std::copy_n(digest.begin(), hash.bytes.size(), hash.bytes.begin());
    return hash;
}

}  // namespace

std::optional<TorrentFile> parse_torrent_file(Bytes file) {
    if (scan_bencode(file) != file.size())
        return std::nullopt;
    const auto info = info_of(file);
    if (!info)
        return std::nullopt;
    // Not by the classifier's parser, which takes no other value of `private` than 0 and 1: a file
    // that it refuses would keep nobody from asking for its swarm.
    TorrentFile torrent;
    bool has_version_1 = false, has_version_2 = false;
    BencodeItems items(*info, Container::dictionary);
    while (items.next()) {
        if (items.key() == "private")
            torrent.is_private = bencode_integer(items.value()) != 0;
        else if (items.key() == "pieces" || items.key() == "root hash")
            has_version_1 = true;
        else if (items.key() == "meta version")
            has_version_2 = bencode_integer(items.value()) == 2;
    }
    if (has_version_1) {
        std::array<uint8_t, SHA_DIGEST_LENGTH> digest;
        SHA1(info->data(), info->size(), digest.data());
        torrent.hashes.push_back(first_20(digest));
    }
    if (has_version_2) {
        std::array<uint8_t, SHA256_DIGEST_LENGTH> digest;
        SHA256(info->data(), info->size(), digest.data());
        torrent.hashes.push_back(first_20(digest));
    }
    return torrent.hashes.empty() ? std::nullopt : std::optional(torrent);
}

}  // namespace sluice
