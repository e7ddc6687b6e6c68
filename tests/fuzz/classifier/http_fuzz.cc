// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "classifier/wire/http.h"

using namespace sluice;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const Bytes input{data, size};
    const HttpHead head = parse_http_head(input);
    head.field("content-length");
    http_body(input, head);
    if (http_message_end(input, head).value_or(0) > size)
        std::abort();
    // What has been told of a stream stays so when there was less of it, or it could still be.
    if (head.outcome != HttpHead::Outcome::absent && size > 0) {
        const auto before = parse_http_head(input.first(size / 2)).outcome;
        if (before != HttpHead::Outcome::partial && before != head.outcome)
            std::abort();
    }
    return 0;
}
