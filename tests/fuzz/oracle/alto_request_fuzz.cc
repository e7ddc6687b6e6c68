// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <simdjson.h>

#include "tests/fuzz/oracle/fuzzed_view.h"

// A resource by the first byte, and a request's body. Whatever that is, the reply is JSON of the
// right kind, and its status one of four.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static const sluice::AltoView view = sluice::fuzzed_view();
    static sluice::AltoService service(view.options(), 1);
    if (size == 0)
        return 0;
    const sluice::AltoResourceEntry& entry =
        sluice::kAltoResources[data[0] % sluice::kAltoResources.size()];
    sluice::HttpRequest request;
    request.method = entry.accepts.empty() ? "GET" : "POST";
    request.target = entry.path;
    request.content_type = entry.accepts;
    request.client = *sluice::IpAddress::parse("192.0.2.1");
    request.body = {reinterpret_cast<const char*>(data + 1), size - 1};
    const sluice::HttpReply reply = service.answer(request, view).reply;
    if (reply.status != 200 && reply.status != 400 && reply.status != 413)
        std::abort();
    if (reply.media_type != (reply.status == 200 ? entry.media_type : sluice::kAltoErrorType))
        std::abort();
    static simdjson::dom::parser parser;
    simdjson::dom::object object;
    if (parser.parse(reply.content().data(), reply.content().size()).get(object) !=
            simdjson::SUCCESS ||
        object["meta"].error() != simdjson::SUCCESS)
        std::abort();
    return 0;
}
