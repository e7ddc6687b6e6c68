// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/layers/announce_urls.h"

#include <algorithm>

namespace sluice {
namespace {

constexpr std::string_view kAnnounce = "/announce";

}  // namespace

bool AnnounceUrls::add(std::string_view text) {
    if (urls_.size() == kMost)
        return false;
    auto url = HttpUrl::parse(text);
    if (!url || !url->target.ends_with(kAnnounce) || url->target.find('?') != std::string::npos)
        return false;
    urls_.push_back(std::move(*url));
    return true;
}

const HttpUrl* AnnounceUrls::suited_to(const IpAddress& client) const {
    const auto suited = std::ranges::find_if(urls_, [&](const HttpUrl& url) {
        const auto literal = IpAddress::parse(url.host);
        return !literal || literal->is_ipv4() == client.is_ipv4();
    });
    return suited == urls_.end() ? nullptr : &*suited;
}

std::string redirection_to(const HttpUrl& announce, bool is_scrape, std::string_view query) {
    std::string location = announce.to_string();
    if (is_scrape)
        location.replace(location.size() - kAnnounce.size(), kAnnounce.size(), "/scrape");
    location += '?';
    location += query;
    return location;
}

}  // namespace sluice
