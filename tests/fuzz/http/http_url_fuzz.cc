// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "http/url.h"

namespace {

bool may_be_in_a_request(std::string_view text) {
    for (const char c : text)
        if (c <= ' ' || c >= '\x7f')
            return false;
    return !text.empty();
}

}  // namespace

// Whatever is a URL is the same one as it is written, and does not break out of a request.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    static const sluice::HttpUrl at = *sluice::HttpUrl::parse("https://a.example/b?c");
    for (const auto& url : {sluice::HttpUrl::parse(text), at.refer(text)}) {
        if (!url)
            continue;
        if (!may_be_in_a_request(url->authority()) || !may_be_in_a_request(url->target) ||
            url->target.front() != '/' || url->port == 0)
            std::abort();
        const auto again = sluice::HttpUrl::parse(url->to_string());
        if (url->to_string().size() <= sluice::HttpUrl::kLongest && again != url)
            std::abort();
    }
    return 0;
}
