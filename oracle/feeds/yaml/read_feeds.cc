// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/yaml/read_feeds.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>

#include "oracle/feeds/yaml/read_as_numbers.h"
#include "oracle/feeds/yaml/read_network_feed.h"

namespace sluice {
namespace {

constexpr size_t kMostFeeds = 64;

// By FeedFormat.
constexpr std::array<std::string_view, 6> kFormats{"mrt",     "ip-to-as", "mmdb",
                                                   "geofeed", "gobgp",    "alto"};

FeedSource read_feed(const YamlFields& fields) {
    FeedSource feed;
    std::optional<size_t> format;
    if (const auto name = fields.require("name"))
        feed.name = name->name().value_or("");
    if (const auto value = fields.require("format"))
        format = value->one_of(kFormats);
    if (format)
        feed.format = static_cast<FeedFormat>(*format);
    if (is_of_network(feed.format)) {
        read_network_feed(fields, feed);
    } else if (const auto file = fields.require("file")) {
        feed.file = file->text().value_or("");
        if (!feed.file.empty() && feed.file.front() != '/')
            file->complain("'" + feed.file + "' depends on where it is read; write a path from /");
    }
    if (const auto peers = fields.find("only_peers"))
        feed.only_peers = read_as_numbers(*peers);
    if (format)
        refuse_others_keys(fields, feed.format);
    if (const auto stale = fields.find("stale_after")) {
        feed.stale_after_ns = stale->duration_ns();
        if (feed.stale_after_ns == uint64_t{0})
            stale->complain("it would always be stale; leave it out for no alarm");
    }
    return feed;
}

}  // namespace

std::vector<FeedSource> read_feeds(const YamlValue& value, const std::vector<uint32_t>& own_as) {
    std::vector<FeedSource> feeds;
    std::map<std::string, int> lines;
    for (const YamlValue& item : value.items()) {
        const auto fields =
            item.fields({"name", "format", "file", "address", "url", "ca", "certificate", "key",
                         "from", "for", "for_origin", "every", "only_peers", "stale_after"});
        if (!fields)
            continue;
        feeds.push_back(read_feed(*fields));
        for (const uint32_t as : feeds.back().alto.for_origins)
            if (std::ranges::binary_search(own_as, as))
                fields->find("for_origin")
                    ->complain("AS " + std::to_string(as) +
                               " is ours; of our own network nobody else is believed");
        const auto [first, is_new] = lines.emplace(feeds.back().name, item.line());
        if (!is_new && !first->first.empty())
            item.complain("there is a feed '" + first->first + "' already, on line " +
                          std::to_string(first->second));
    }
    if (feeds.size() > kMostFeeds)
        value.complain("has " + std::to_string(feeds.size()) + " feeds, more than the " +
                       std::to_string(kMostFeeds) + " that there may be");
    return feeds;
}

}  // namespace sluice
