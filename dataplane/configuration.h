// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dataplane/heartbeat.h"
#include "dataplane/next_hop.h"
#include "dataplane/parser.h"
#include "dataplane/subscriber_side.h"
#include "dataplane/trust_map.h"
#include "policy/address.h"

namespace sluice {

// One end of a wire: exactly one of device and interface is given.
struct PortConfiguration {
    std::string device;     // any DPDK device: "0000:3b:00.0", "net_memif0,role=server", ...
    std::string interface;  // a kernel interface, by AF_XDP
    std::optional<TrustMap> trust = {};  // nothing: DSCPs stay as they come
};

struct PairConfiguration {
    PortConfiguration access;
    PortConfiguration core;
};

// A port that gets copies of what passes elsewhere.
struct MirrorConfiguration {
    enum class Sees : uint8_t { both, up, down };

    PortConfiguration port;
    Sees sees = Sees::both;  // with both, the VLANs or the link's subscriber prefixes tell
    SideVlans vlans;
};

struct InjectConfiguration {
    PortConfiguration port;
    // Nothing: answers go out as if they came by the mirrored wire itself, headers and all.
    std::optional<NextHop> next_hop;
};

enum class LinkMode : uint8_t {
    in_path,      // inline: pairs of ports, each a transparent bridge
    beside_path,  // a tap: mirror ports, and one to inject by
};

struct LinkConfiguration {
    std::string name;
    LinkMode mode = LinkMode::in_path;
    std::vector<PairConfiguration> pairs;  // a LAG is several pairs with one capacity
    // Of a tap; without a port to inject by it only observes.
    std::vector<MirrorConfiguration> mirrors;
    std::optional<InjectConfiguration> inject;
    std::vector<Prefix> subscriber_prefixes;
    uint64_t up_bps = 0;  // capacity: shown, and the base of utilisation
    uint64_t down_bps = 0;
    std::string realm;  // links of one realm may share a flow
    TunnelView tunnels = TunnelView::inner;
    bool fail_closed = false;  // nothing passes while the workers do not
    // Of a link with ports that are not the kernel's: what keeps packets from the box, and lets
    // them come, by a way of its own; empty: nothing does.
    std::string bypass_command;
    bool reflect_link_down = false;  // a port without a carrier takes the one opposite down
};

// Sizes of everything that is taken at start, for the whole box; workers share it evenly.
struct MemoryConfiguration {
    uint32_t flows = 1'048'576;
    uint32_t subscribers = 1'048'576;
    uint32_t undecided_flows = 65'536;
    uint32_t walked_flows = 262'144;
    uint32_t kept_beginnings = 16'384;
    uint32_t held_segments = 16'384;
    uint32_t learnt_endpoints = 262'144;  // not shared: each worker knows them all
    uint32_t police_buckets = 262'144;
    uint32_t connection_caps = 65'536;    // subscribers with connections under a rule's cap
    uint32_t counted_strangers = 65'536;  // of no record, whose flows are counted for limits
    uint32_t fragments = 16'384;
    uint32_t usage_rows = 262'144;  // 0: usage is not accounted for
    // What may wait: packets (each keeps a buffer), their flows, subscribers by direction, and what
    // rules shape of one subscriber. 0 packets: nothing ever does.
    uint32_t queued_packets = 16'384;
    uint32_t queued_flows = 32'768;
    uint32_t shaped_subscribers = 65'536;
    uint32_t shaped_groups = 16'384;
    uint32_t shunted_flows = 65'536;  // about 350 bytes each, where any are
    uint32_t packet_buffers = 0;      // 0: by the number of queues, and what may wait
};

// When flows that need no worker go past it, from port to port.
enum class ShuntWhen : uint8_t {
    never,
    overload,  // while a worker has more packets than time
    always,
};

struct DataplaneConfiguration {
    std::vector<LinkConfiguration> links;
    std::vector<unsigned> worker_cores;  // one worker each; empty: all but the first
    uint32_t idle_sleep_us = 100;        // how long a worker without packets sleeps; 0: never
    uint32_t idle_after_us = 50;         // and after how long without any
    int worker_nice = -10;
    bool copy_dhcp = false;       // for Dataplane::take_dhcp()
    bool skip_inspection = true;  // of flows that nobody knows, under overload
    ShuntWhen shunt = ShuntWhen::never;
    HeartbeatSettings heartbeat;
    MemoryConfiguration memory;
    uint64_t flow_records_active_timeout_ns = 0;  // see FlowRecorder; 0: no flow records
};

}  // namespace sluice
