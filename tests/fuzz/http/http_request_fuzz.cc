// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "http/accept.h"
#include "http/entity_tag.h"
#include "http/request_reader.h"
#include "http/request_target.h"

namespace {

struct Seen {
    std::vector<std::string> requests;
    unsigned refused = 0;
};

// The bytes as they might arrive, so many at a time.
Seen read_in_steps(const uint8_t* data, size_t size, size_t step) {
    sluice::HttpLimits limits;
    limits.header_bytes = 512;
    limits.body_bytes = 64;
    sluice::HttpRequestReader reader(limits);
    Seen seen;
    for (size_t at = 0; at < size; at += step) {
        const size_t bytes = std::min(step, size - at);
        std::memcpy(reader.room(bytes).data(), data + at, bytes);
        reader.came(bytes);
        for (auto found = reader.read(); found != sluice::HttpRequestReader::Found::part;
             found = reader.read()) {
            if (found == sluice::HttpRequestReader::Found::refused) {
                seen.refused = reader.status();
                return seen;
            }
            if (found == sluice::HttpRequestReader::Found::expecting)
                continue;
            const auto& request = reader.request();
            if (request.body.size() > limits.body_bytes)
                std::abort();
            sluice::accept_weight(request.accept, "application/json");
            sluice::names_entity_tag(request.if_none_match, "\"a\"");
            sluice::read_request_target(request.target);
            seen.requests.push_back(std::string(request.method) + " " +
                                    std::string(request.target) + " " + std::string(request.body));
            reader.next();
            if (!reader.has_bytes())
                break;
        }
    }
    return seen;
}

}  // namespace

// However a stream is cut, it holds the same requests, up to what is refused.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const Seen whole = read_in_steps(data, size, std::max<size_t>(size, 1));
    const Seen cut = read_in_steps(data, size, 7);
    const size_t both = std::min(whole.requests.size(), cut.requests.size());
    if (!std::equal(whole.requests.begin(), whole.requests.begin() + static_cast<long>(both),
                    cut.requests.begin()))
        std::abort();
    return 0;
}
