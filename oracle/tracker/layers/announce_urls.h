// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/url.h"
#include "policy/address.h"

namespace sluice {

// Where clients announce to one tracker: one URL for all of them, or one for each IP version.
class AnnounceUrls {
 public:
    static constexpr size_t kMost = 4;

    // False where that is no URL that clients can be sent to, or there are kMost: it is HTTP or
    // HTTPS, ends in /announce (BEP 48 says where scrapes go then), and has no query of its own.
    bool add(std::string_view text);

    // The first that such a client can reach, by all that the URL tells: a name, or an address of
    // its IP version. None: it is not to be sent there.
    const HttpUrl* suited_to(const IpAddress& client) const;

    bool empty() const { return urls_.empty(); }
    const std::vector<HttpUrl>& urls() const { return urls_; }

    friend bool operator==(const AnnounceUrls&, const AnnounceUrls&) = default;

 private:
    std::vector<HttpUrl> urls_;
};

// Where to send a client: there, with that query; a scrape, to the same place's /scrape.
std::string redirection_to(const HttpUrl& announce, bool is_scrape, std::string_view query);

}  // namespace sluice
