// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/alto/alto_feed.h"

#include <stdexcept>
#include <utility>

#include "oracle/feeds/alto/alto_table.h"

namespace sluice {
namespace {

constexpr const char* kDirectoryType = "application/alto-directory+json";
constexpr const char* kNetworkMapType = "application/alto-networkmap+json";
constexpr const char* kCostMapType = "application/alto-costmap+json";
constexpr const char* kErrorType = "application/alto-error+json";

}  // namespace

AltoFeed::AltoFeed(AltoFeedSource source, uint64_t deadline_ns) : source_(std::move(source)) {
    options_.ca_file = source_.ca_file;
    options_.certificate_file = source_.certificate_file;
    options_.key_file = source_.key_file;
    options_.deadline_ns = deadline_ns;
}

template <typename Document, typename Read>
bool AltoFeed::renew(Kept<Document>& kept, const std::string& uri, const char* media_type,
                     Read parse) {
    const auto directory = HttpUrl::parse(source_.url);
    const auto url = directory ? directory->refer(uri) : std::nullopt;
    if (!url)
        throw std::runtime_error("a URI of its directory is none that can be asked for");
    if (!url->is_same_server(*directory))
        throw std::runtime_error("its directory sends us to another server, " + url->authority());
    FetchOptions options = options_;
    options.accept = std::string(media_type) + "," + kErrorType;
    if (uri == kept.uri)
        options.if_none_match = kept.entity_tag;
    FetchedReply reply = fetch(*url, options);
    if (reply.status == 304 && !options.if_none_match.empty())
        return false;
    if (reply.status != 200 || reply.media_type != media_type)
        throw std::runtime_error("answers " + std::to_string(reply.status) + " and " +
                                 (reply.media_type == media_type ? "" : "not ") + media_type);
    std::string why;
    Document document = parse(reply.body, why);
    if (!why.empty())
        throw std::runtime_error(why);
    kept = {std::move(document), uri, std::move(reply.entity_tag)};
    return true;
}

FeedTable AltoFeed::read_maps() {
    renew(directory_, source_.url, kDirectoryType, AltoMaps::directory);
    const AltoDirectory& directory = directory_.document;
    if (renew(map_, directory.map_uri, kNetworkMapType, AltoMaps::network_map))
        costs_ = {};  // are to be of that one
    const AltoNetworkMap& map = map_.document;
    const std::string from(pid_at(map, source_.from));
    if (from.empty())
        throw std::runtime_error("its network map has us nowhere");
    renew(costs_, directory.costs_uri, kCostMapType, [&](std::string_view json, std::string& why) {
        return AltoMaps::costs(json, from, why);
    });
    if (costs_.document.of != map.tag) {
        map_ = {};  // one of the two changed meanwhile: the next time both are read anew
        costs_ = {};
        throw std::runtime_error("its costs are of another network map than its network map is");
    }
    return alto_table(source_, map, costs_.document);
}

FeedTable AltoFeed::read(const std::stop_token& stop) {
    options_.stop = stop;
    try {
        return read_maps();
    } catch (const std::runtime_error& error) {
        FeedTable table;
        table.counts.broken = error.what();
        return table;
    }
}

}  // namespace sluice
