// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace sluice {

inline const std::string kNodeId = "20:abcdefghij0123456789";

// A bencoded string.
inline std::string bencoded(const std::string& text) {
    return std::to_string(text.size()) + ":" + text;
}

inline std::string krpc_query(const std::string& method, const std::string& arguments) {
    return "d1:ad2:id" + kNodeId + arguments + "e1:q" + bencoded(method) + "1:t2:aa1:y1:qe";
}
inline std::string krpc_reply(const std::string& values) {
    return "d1:rd2:id" + kNodeId + values + "e1:t2:aa1:y1:re";
}
inline std::string krpc_ping() {
    return krpc_query("ping", "");
}

}  // namespace sluice
