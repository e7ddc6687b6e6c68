// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/upstream/upstream_hashes.h"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "oracle/tracker/hash_list.h"
#include "oracle/tracker/upstream/torrent_file.h"
#include "policy/yaml/text_file.h"

namespace sluice {
namespace {

namespace fs = std::filesystem;

constexpr uintmax_t kLargestFile = uintmax_t{32} << 20;

std::optional<TorrentFile> read_torrent(const fs::directory_entry& entry) {
    try {
        if (entry.file_size() > kLargestFile)
            return std::nullopt;
        const std::string text = read_text_file(entry.path());
        return parse_torrent_file({reinterpret_cast<const uint8_t*>(text.data()), text.size()});
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

void read_list(const std::string& path, std::vector<InfoHash>& out) {
    ParsedHashes parsed = parse_hashes(read_text_file(path), path);
    std::string lines;
    for (const Complaint& complaint : parsed.complaints)
        lines += (lines.empty() ? "" : "\n") + complaint.to_string();
    if (!lines.empty())
        throw std::runtime_error(lines);
    out = std::move(parsed.hashes);
}

}  // namespace

UpstreamHashes read_upstream_hashes(const UpstreamConfig& config) {
    UpstreamHashes read;
    if (!config.hash_file.empty())
        read_list(config.hash_file, read.hashes);
    std::vector<InfoHash> of_private;
    if (!config.folder.empty()) {
        std::error_code error;
        for (fs::directory_iterator entry(config.folder, error), end; !error && entry != end;
             entry.increment(error)) {
            if (entry->path().extension() != ".torrent")
                continue;
            const auto torrent = read_torrent(*entry);
            if (!torrent) {
                ++read.broken_files;
                continue;
            }
            ++(torrent->is_private ? read.private_files : read.files);
            auto& to = torrent->is_private ? of_private : read.hashes;
            to.insert(to.end(), torrent->hashes.begin(), torrent->hashes.end());
        }
        if (error)
            throw std::runtime_error(config.folder + ": " + error.message());
    }
    std::ranges::sort(of_private);
    std::ranges::sort(read.hashes);
    read.hashes.erase(std::unique(read.hashes.begin(), read.hashes.end()), read.hashes.end());
    std::erase_if(read.hashes, [&](const InfoHash& hash) {
        return std::ranges::binary_search(of_private, hash);
    });
    return read;
}

}  // namespace sluice
