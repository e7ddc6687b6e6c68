// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/feed_file.h"

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include "oracle/feeds/geofeed_lines.h"
#include "oracle/feeds/ip_to_as_lines.h"
#include "oracle/feeds/mmdb_table.h"
#include "oracle/feeds/mrt_table.h"
#include "oracle/feeds/unpacked.h"

namespace sluice {
namespace {

constexpr size_t kChunk = size_t{1} << 20;

std::unique_ptr<FeedReader> plain_reader_of(const FeedSource& source,
                                            const Neighbours& neighbours) {
    switch (source.format) {
        case FeedFormat::ip_to_as:
            return std::make_unique<IpToAsLines>();
        case FeedFormat::mmdb:
            return std::make_unique<MmdbTable>();
        case FeedFormat::geofeed:
            return std::make_unique<GeofeedLines>();
        case FeedFormat::mrt:
        case FeedFormat::gobgp:  // no files
        case FeedFormat::alto:
            break;
    }
    return std::make_unique<MrtTable>(neighbours.own, source.only_peers);
}

// Why not all of it could be; "" if it could.
std::string read_all(int file, FeedReader& reader) {
    std::vector<uint8_t> chunk(kChunk);
    uint64_t total = 0;
    for (;;) {
        const ssize_t count = read(file, chunk.data(), chunk.size());
        if (count == 0)
            return "";
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return std::strerror(errno);
        total += static_cast<uint64_t>(count);
        if (total > Unpacked::kMostBytes)
            return "it is larger than " + std::to_string(Unpacked::kMostBytes >> 30) + " GiB";
        reader.add(Bytes(chunk).first(static_cast<size_t>(count)));
    }
}

FeedTable broken_table(const FeedSource& source, const std::string& why) {
    FeedTable table;
    table.counts.broken = "cannot read " + source.file + ": " + why;
    return table;
}

}  // namespace

std::unique_ptr<FeedReader> reader_of(const FeedSource& source, const Neighbours& neighbours) {
    return std::make_unique<Unpacked>(plain_reader_of(source, neighbours));
}

FeedTable read_feed_file(const FeedSource& source, const Neighbours& neighbours) {
    const int file = open(source.file.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (file < 0)
        return broken_table(source, std::strerror(errno));
    const auto reader = reader_of(source, neighbours);
    const std::string why = read_all(file, *reader);
    close(file);
    return why.empty() ? reader->finish() : broken_table(source, why);
}

}  // namespace sluice
