// SPDX-License-Identifier: Apache-2.0
#include "classifier/prefix_filter.h"
#include "classifier/signature_file.h"

using namespace sluice;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const auto read = read_signatures({"input", {reinterpret_cast<const char*>(data), size}});
    if (const auto* const signatures = std::get_if<std::vector<Signature>>(&read)) {
        PrefixFilter filter;
        for (const Signature& signature : *signatures)
            filter.add(0, signature.pattern);
        filter.possible({data, size});
    }
    return 0;
}
