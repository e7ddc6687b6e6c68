// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/read_limits.h"

#include <string>

namespace sluice {
namespace {

constexpr uint32_t kMostFlows = 1u << 24;
constexpr uint64_t kMostNewFlows = 1'000'000;

}  // namespace

FlowLimits read_limits(const YamlValue& value, const FlowLimits& otherwise) {
    FlowLimits limits = otherwise;
    const auto fields = value.fields({"flows", "new_flows"});
    if (!fields)
        return limits;
    if (const auto flows = fields->find("flows"))
        if (const auto count = flows->integer(1, kMostFlows))
            limits.flows = static_cast<uint32_t>(*count);
    if (const auto new_flows = fields->find("new_flows")) {
        const auto rate = new_flows->count_per_s();
        if (rate == uint64_t{0})
            new_flows->complain("nobody could open a flow; leave it out if there is no limit");
        else if (rate && *rate > kMostNewFlows)
            new_flows->complain("is more than " + std::to_string(kMostNewFlows) + "/s");
        else if (rate)
            limits.new_flows_per_s = static_cast<uint32_t>(*rate);
    }
    if (value.node().children.empty())
        value.complain("says nothing; write flows, new_flows or both");
    return limits;
}

}  // namespace sluice
