// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "oracle/rank/pid.h"
#include "policy/address.h"

namespace sluice {

// Which location an address is in: that of the longest prefix that holds it (RFC 7285, section
// 11.2.1). Immutable; any thread.
class NetworkMap {
 public:
    // names: each once, valid PID names. prefixes: each once; their Pids are places among names.
    // Throws std::invalid_argument, one line, otherwise.
    NetworkMap(std::vector<std::string> names, std::vector<std::pair<Prefix, Pid>> prefixes);

    // kNoPid where no prefix holds it.
    Pid find(const IpAddress& address) const;
    // The same of several, whose memory is under way side by side.
    void find(std::span<const IpAddress> addresses, std::span<Pid> pids) const;

    std::span<const std::string> names() const { return names_; }
    std::optional<Pid> named(std::string_view name) const;
    size_t memory_bytes() const;

 private:
    std::vector<std::string> names_;
};

}  // namespace sluice
