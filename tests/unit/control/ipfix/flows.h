// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "control/ipfix/encoder.h"

namespace sluice::test {

inline ExportedFlow exported(const char* subscriber_address = "198.18.0.7",
                             const char* remote_address = "203.0.113.9") {
    ExportedFlow flow;
    FlowRecord& record = flow.record;
    record.key.subscriber = *IpAddress::parse(subscriber_address);
    record.key.remote = *IpAddress::parse(remote_address);
    record.key.subscriber_port = 40'000;
    record.key.remote_port = 6'881;
    record.key.protocol = 6;
    record.flow_id = 0x0100'0000'0000'002a;
    record.ip_bytes = {0x1'0000'0001, 300};
    record.packets = {70'000, 2};
    record.verdict = {Label::bittorrent_peer, Grade::exact};
    record.reason = FlowEndReason::active_timeout;
    flow.subscriber = "s-1001";
    flow.start_ms = 1'700'000'000'123;
    flow.end_ms = 1'700'000'060'456;
    return flow;
}

}  // namespace sluice::test
