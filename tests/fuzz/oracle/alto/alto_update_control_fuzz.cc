// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "tests/fuzz/oracle/alto/fuzzed_view.h"

namespace {

void check(bool holds) {
    if (!holds)
        std::abort();
}

}  // namespace

// A stream and what is asked of its control, a line each, with what is there read in between by
// parts of the line's length. Whatever that is, it goes on or it is over.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static const auto view = std::make_shared<const sluice::AltoView>(sluice::fuzzed_view());
    sluice::UpdateStreams updates(view->options().limits, [] { return uint64_t{7}; });
    updates.publish(view);
    sluice::AltoService service(view->options(), 1, &updates);
    sluice::HttpRequest request;
    request.method = "POST";
    request.target = "/alto/updates";
    request.content_type = sluice::kUpdateParamsType;
    request.body = R"({"add":{"a":{"resource-id":"network-map"}}})";
    sluice::HttpReply opened = service.answer(request, *view).reply;
    check(opened.stream != nullptr);

    std::string_view rest(reinterpret_cast<const char*>(data), size);
    request.target = "/alto/updates/streams/00000000000000070000000000000007";
    std::string text;
    bool is_open = true;
    while (!rest.empty() && is_open) {
        const size_t end = std::min(rest.find('\n'), rest.size());
        request.body = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        const unsigned status = service.answer(request, *view).reply.status;
        check(status == 204 || status == 400 || status == 413 || status == 503);
        is_open = opened.stream->take(text, text.size() + 1 + end);
    }
    opened.stream.reset();
    check(service.answer(request, *view).reply.status == 404);
    check(updates.count() == 0);
    return 0;
}
