// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gobgp/routes.pb.h"

namespace sluice {

inline std::string bytes_text(std::initializer_list<int> bytes) {
    std::string text;
    for (const int byte : bytes)
        text += static_cast<char>(byte);
    return text;
}

// RFC 4271, section 4.3: AS_PATH with one AS_SEQUENCE, in four bytes each.
inline std::string as_path(const std::vector<uint32_t>& ases) {
    std::string text = bytes_text(
        {0x40, 2, static_cast<int>(2 + 4 * ases.size()), 2, static_cast<int>(ases.size())});
    for (const uint32_t as : ases)
        for (int shift = 24; shift >= 0; shift -= 8)
            text += static_cast<char>(as >> shift);
    return text;
}

inline std::string local_pref(uint8_t value) {
    return bytes_text({0x40, 5, 4, 0, 0, 0, value});
}

inline apipb::Path& add_path(apipb::Destination& to, const std::string& as_path, bool best = true) {
    apipb::Path& path = *to.add_paths();
    path.set_best(best);
    path.add_pattrs_binary(bytes_text({0x40, 1, 1, 0}));  // ORIGIN: IGP
    if (!as_path.empty())
        path.add_pattrs_binary(as_path);
    return path;
}

inline apipb::Destination destination(const std::string& prefix,
                                      const std::vector<uint32_t>& ases) {
    apipb::Destination one;
    one.set_prefix(prefix);
    add_path(one, ases.empty() ? "" : as_path(ases));
    return one;
}

}  // namespace sluice
