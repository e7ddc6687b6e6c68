// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/read_over.h"

namespace sluice {
namespace {

constexpr uint64_t kLeastAgeNs = 1'000'000'000;  // flows are looked at so often
constexpr uint32_t kMostConnections = 1u << 24;

}  // namespace

Over read_over(const YamlValue& value) {
    Over over;
    const auto fields = value.fields({"bytes", "age", "connections"});
    if (!fields)
        return over;
    if (const auto bytes = fields->find("bytes")) {
        over.bytes = bytes->size_bytes();
        if (over.bytes == uint64_t{0})
            bytes->complain("every flow has more, from its first packet on; leave it out");
    }
    if (const auto age = fields->find("age")) {
        over.age_ns = age->duration_ns();
        if (over.age_ns && *over.age_ns < kLeastAgeNs)
            age->complain("is looked at once a second; write 1s or more");
    }
    if (const auto connections = fields->find("connections")) {
        // Its own flow is one: over 0 were always so.
        if (const auto count = connections->integer(1, kMostConnections))
            over.connections = static_cast<uint32_t>(*count);
    }
    if (value.node().children.empty())
        value.complain("says nothing; write bytes, age or connections");
    return over;
}

}  // namespace sluice
