// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "oracle/oracle_config.h"
#include "oracle/rank_udp/rank_keys.h"

// Whatever the file holds, it is read or there is a complaint, never both and never neither; and a
// key's file holds a secret of its size or none.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto parsed = sluice::parse_oracle_config(text, "oracle.yaml");
    if (parsed.config.has_value() != parsed.complaints.empty())
        std::abort();
    if (parsed.config && parsed.config->listen.empty() && parsed.config->listen_plain.empty() &&
        parsed.config->rank_udp.listen.empty())
        std::abort();
    const auto key = sluice::parse_rank_key(text);
    if (key && (key->size() < 16 || key->size() > 64))
        std::abort();
    return 0;
}
