// SPDX-License-Identifier: Apache-2.0
// What registers with a tracker, and what it is answered.
#include <cstdlib>
#include <string_view>

#include "oracle/tracker/layers/layer_registry.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace sluice;
    const std::string_view json(reinterpret_cast<const char*>(data), size);
    const auto parsed = parse_registration(json);
    if (parsed.registration.has_value() == !parsed.objection.empty())
        std::abort();
    if (parsed.registration) {
        const auto again = parse_registration(registration_text(*parsed.registration));
        if (!again.registration || again.registration->prefixes != parsed.registration->prefixes ||
            !(again.registration->announce == parsed.registration->announce))
            std::abort();
        LayerRegistry registry(
            {{"all", "0123456789abcdef", {*Prefix::parse("0.0.0.0/0"), *Prefix::parse("::/0")}}});
        const auto answer = registry.take(0, *parsed.registration, 1'000);
        for (const Prefix& prefix : parsed.registration->prefixes)
            if (answer.outcome == LayerRegistry::Outcome::accepted &&
                registry.map()->layer_of(prefix.address) != 0)
                std::abort();
    }
    parse_registration_answer(json);
    return 0;
}
