// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include <simdjson.h>

#include "tests/fuzz/oracle/alto/fuzzed_view.h"

namespace {

void check(bool holds) {
    if (!holds)
        std::abort();
}

// All that there is to be read of a stream now is whole events.
void check_stream(sluice::HttpStream& stream) {
    std::string text;
    for (size_t before = 1; before != text.size();) {
        before = text.size();
        stream.take(text, text.size() + 7);
    }
    check(text.starts_with("event: application/alto-updatestreamcontrol+json\ndata: "));
    check(text.ends_with("\n\n"));
}

}  // namespace

// A resource by the first byte, and a request's body. Whatever that is, the reply is JSON of the
// right kind, or a stream, and its status one of five.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static const auto view = std::make_shared<const sluice::AltoView>(sluice::fuzzed_view());
    static sluice::UpdateStreams updates(view->options().limits, [] {
        static uint64_t next = 0;
        return ++next;
    });
    static sluice::FuzzedAccounts accounts;
    static sluice::AltoService service(view->options(), 1, &updates, &accounts);
    if (size == 0)
        return 0;
    if (updates.count() == 0)
        updates.publish(view);
    const sluice::AltoResourceEntry& entry =
        sluice::kAltoResources[data[0] % sluice::kAltoResources.size()];
    sluice::HttpRequest request;
    request.method = entry.accepts.empty() ? "GET" : "POST";
    request.target = entry.path;
    request.content_type = entry.accepts;
    request.client = *sluice::IpAddress::parse("192.0.2.1");
    request.body = {reinterpret_cast<const char*>(data + 1), size - 1};
    const sluice::HttpReply reply = service.answer(request, *view).reply;
    check(reply.status == 200 || reply.status == 400 || reply.status == 413 || reply.status == 503);
    check(reply.media_type == (reply.status == 200 ? entry.media_type : sluice::kAltoErrorType));
    if (reply.stream) {
        check_stream(*reply.stream);
        return 0;
    }
    static simdjson::dom::parser parser;
    simdjson::dom::object object;
    check(parser.parse(reply.content().data(), reply.content().size()).get(object) ==
          simdjson::SUCCESS);
    check(object["meta"].error() == simdjson::SUCCESS);
    return 0;
}
