// SPDX-License-Identifier: Apache-2.0
#include "http/read_limits.h"

#include <vector>

namespace sluice {
namespace {

constexpr uint64_t kMostConnections = 65'536;
constexpr uint64_t kMostRequests = 1'000'000;
constexpr uint64_t kLongestWaitNs = 600'000'000'000;
constexpr uint64_t kShortestWaitNs = 100'000'000;

void read_count(const std::optional<YamlValue>& value, uint64_t most, uint32_t& out) {
    if (value)
        out = static_cast<uint32_t>(value->integer(1, most).value_or(1));
}

void read_wait(const std::optional<YamlValue>& value, uint64_t& out) {
    const auto ns = value ? value->duration_ns() : std::nullopt;
    if (!ns)
        return;
    if (*ns < kShortestWaitNs || *ns > kLongestWaitNs)
        value->complain("must be from 100ms to 10m");
    out = *ns;
}

}  // namespace

std::optional<YamlFields> read_http_limits(const YamlValue& value, HttpLimits& out,
                                           std::initializer_list<std::string_view> also) {
    std::vector<std::string_view> known = {"connections", "connections_per_address",
                                           "requests_per_second", "idle", "read"};
    known.insert(known.end(), also);
    auto fields = value.fields(known);
    if (!fields)
        return std::nullopt;
    read_count(fields->find("connections"), kMostConnections, out.connections);
    read_count(fields->find("connections_per_address"), kMostConnections,
               out.connections_per_address);
    read_count(fields->find("requests_per_second"), kMostRequests, out.requests_per_second);
    read_wait(fields->find("idle"), out.idle_ns);
    read_wait(fields->find("read"), out.read_ns);
    return fields;
}

}  // namespace sluice
