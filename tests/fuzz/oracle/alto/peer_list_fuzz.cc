// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "tests/fuzz/oracle/alto/fuzzed_view.h"

// A target, and behind the first line's end the list: what comes back are lines of it.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static const sluice::AltoView view = sluice::fuzzed_view();
    static sluice::AltoService service(view.options(), 1);
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const size_t end = std::min(text.find('\n'), text.size());
    sluice::HttpRequest request;
    request.method = "POST";
    request.target = text.substr(0, end);
    request.body = text.substr(std::min(end + 1, text.size()));
    request.client = *sluice::IpAddress::parse("192.0.2.1");
    const auto [reply, resource] = service.answer(request, view);
    if (resource != "sort")
        return 0;
    if (reply.status == 200 && reply.body.size() > request.body.size() + 1)
        std::abort();
    return 0;
}
