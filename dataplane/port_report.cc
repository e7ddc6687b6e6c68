// SPDX-License-Identifier: Apache-2.0
#include "dataplane/port.h"

#include <map>
#include <vector>

#include <rte_ethdev.h>

#include "ebpf/interface.h"
#include "ebpf/xdp_port.h"

namespace sluice {
namespace {

const char* name(sluice_verdict verdict) {
    switch (verdict) {
        case SLUICE_INSPECTED:
            return "inspected";
        case SLUICE_SHUNTED:
            return "shunted";
        case SLUICE_BYPASSED_FORCED:
            return "bypassed_forced";
        case SLUICE_BYPASSED_STALE:
            return "bypassed_stale";
        case SLUICE_BYPASSED_NO_SOCKET:
            return "bypassed_no_socket";
        case SLUICE_BYPASSED_FRAGMENTED:
            return "bypassed_fragmented";
        case SLUICE_CUT_FORCED:
            return "cut_forced";
        case SLUICE_CUT_FAILED:
            return "cut_failed";
        case SLUICE_LEFT_TO_KERNEL:
            return "left_to_kernel";
        case SLUICE_VERDICTS:
            break;
    }
    return "?";
}

void add_verdicts(const XdpPort& port, PortReport& report) {
    const XdpVerdicts verdicts = read_verdicts(port);
    for (uint32_t each = 0; each < SLUICE_VERDICTS; ++each)
        report.verdicts.push_back({.name = name(static_cast<sluice_verdict>(each)),
                                   .packets = verdicts[each].packets,
                                   .bytes = verdicts[each].bytes});
}

void add_statistics(uint16_t dpdk_port, PortReport& report) {
    rte_eth_stats statistics{};
    if (rte_eth_stats_get(dpdk_port, &statistics) != 0)
        return;
    report.received_packets += statistics.ipackets;
    report.received_bytes += statistics.ibytes;
    report.sent_packets += statistics.opackets;
    report.sent_bytes += statistics.obytes;
    report.missed_packets += statistics.imissed;
    report.no_buffer_packets += statistics.rx_nombuf;
}

void add_xstats(uint16_t dpdk_port, std::map<std::string, uint64_t>& sums) {
    const int count = rte_eth_xstats_get(dpdk_port, nullptr, 0);
    if (count <= 0)
        return;
    std::vector<rte_eth_xstat> values(static_cast<size_t>(count));
    std::vector<rte_eth_xstat_name> names(static_cast<size_t>(count));
    if (rte_eth_xstats_get(dpdk_port, values.data(), values.size()) != count ||
        rte_eth_xstats_get_names(dpdk_port, names.data(), names.size()) != count)
        return;
    for (const rte_eth_xstat& value : values)
        sums[names[value.id].name] += value.value;
}

}  // namespace

PortReport report_port(const Port& port, const std::string& link_name) {
    PortReport report;
    report.name = port.name;
    report.link = link_name;
    report.role = port.role;

    std::map<std::string, uint64_t> xstats;
    uint16_t previous = RTE_MAX_ETHPORTS;
    for (const Lane& lane : port.lanes) {
        if (lane.dpdk_port == previous)
            continue;
        previous = lane.dpdk_port;
        add_statistics(lane.dpdk_port, report);
        add_xstats(lane.dpdk_port, xstats);
    }
    report.xstats.assign(xstats.begin(), xstats.end());

    rte_eth_link link{};
    if (rte_eth_link_get_nowait(port.lanes.front().dpdk_port, &link) == 0) {
        report.up = link.link_status == RTE_ETH_LINK_UP;
        if (link.link_speed != RTE_ETH_SPEED_NUM_UNKNOWN && !port.kernel_interface)
            report.speed_mbps = link.link_speed;
    }
    // net_af_xdp calls its link up whatever the interface does.
    if (port.kernel_interface)
        report.up = interface_has_carrier(port.name);
    if (port.xdp)
        add_verdicts(*port.xdp, report);
    rte_eth_dev_info info{};
    if (rte_eth_dev_info_get(port.lanes.front().dpdk_port, &info) == 0)
        report.driver = info.driver_name;
    return report;
}

}  // namespace sluice
