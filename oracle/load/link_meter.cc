// SPDX-License-Identifier: Apache-2.0
#include "oracle/load/link_meter.h"

#include <utility>

namespace sluice {
namespace {

double utilisation(uint64_t ip_bytes, uint64_t elapsed_ns, uint64_t capacity_bps) {
    return static_cast<double>(ip_bytes) * 8e9 /
           (static_cast<double>(elapsed_ns) * static_cast<double>(capacity_bps));
}

}  // namespace

std::optional<LinkUse> LinkMeter::read(const LinkReading& reading) {
    const auto before = std::exchange(before_, reading);
    const bool follows = before && reading.time_ns > before->time_ns &&
                         reading.up_ip_bytes >= before->up_ip_bytes &&
                         reading.down_ip_bytes >= before->down_ip_bytes;
    if (!follows || reading.up_bps == 0 || reading.down_bps == 0)
        return std::nullopt;
    const uint64_t elapsed_ns = reading.time_ns - before->time_ns;
    return LinkUse{
        utilisation(reading.up_ip_bytes - before->up_ip_bytes, elapsed_ns, reading.up_bps),
        utilisation(reading.down_ip_bytes - before->down_ip_bytes, elapsed_ns, reading.down_bps)};
}

}  // namespace sluice
