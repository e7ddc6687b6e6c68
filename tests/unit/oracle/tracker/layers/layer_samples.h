// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "oracle/tracker/layers/layer_map.h"
#include "oracle/tracker/layers/registration.h"

namespace sluice {

inline std::vector<Prefix> prefixes(const std::vector<std::string>& texts) {
    std::vector<Prefix> list;
    for (const std::string& text : texts)
        list.push_back(Prefix::parse(text).value());
    std::sort(list.begin(), list.end());
    return list;
}

inline AnnounceUrls announce_at(const std::vector<std::string>& texts) {
    AnnounceUrls urls;
    for (const std::string& text : texts)
        EXPECT_TRUE(urls.add(text)) << text;
    return urls;
}

inline Registration registration_of(const std::string& url, const std::vector<std::string>& of,
                                    const std::vector<std::string>& caches = {},
                                    uint32_t lifetime_s = 60) {
    return {announce_at({url}), prefixes(of), prefixes(caches), lifetime_s};
}

}  // namespace sluice
