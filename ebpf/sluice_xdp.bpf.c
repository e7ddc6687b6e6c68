// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "ebpf/plain_flow.h"
#include "ebpf/shared.h"

// libxdp, inside DPDK's net_af_xdp, adopts an attached program instead of loading its own if it has
// this function name, this version in its BTF, and a map of this name to put its sockets in. Having
// no reference count, the program stays when the sockets' owner dies.
__uint(xsk_prog_version, 1) SEC("xdp_metadata");

// By this name in the BTF the loader knows the program for its own.
__uint(sluice_port_program, 1) SEC("xdp_metadata");

// Set by the loader where the program is one that frames of several buffers come to. Elsewhere the
// verifier drops the question, whose helper a kernel before 5.18 has not.
const volatile __u8 sees_fragments = 0;

// Receive queue to AF_XDP socket; the loader sizes it. The kernel empties the entry of a socket
// whose process is gone.
struct {
    __uint(type, BPF_MAP_TYPE_XSKMAP);
    __uint(max_entries, 1);
    __uint(key_size, sizeof(__u32));
    __uint(value_size, sizeof(__u32));
} xsks_map SEC(".maps");

// The workers' own map, the same for all ports of a daemon; the loader puts it here.
struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(map_flags, BPF_F_MMAPABLE);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, struct sluice_heartbeat);
} heartbeats SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(map_flags, BPF_F_MMAPABLE);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, struct sluice_port);
} port_settings SEC(".maps");

// Flows that go past the workers, and which place each has. The daemon's own two, the same for all
// its ports; the loader puts them here. Nothing but user space ends an entry, so no count is lost.
struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 1);
    __type(key, struct sluice_flow_key);
    __type(value, __u32);
} shunted_flows SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(map_flags, BPF_F_MMAPABLE);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, struct sluice_shunted);
} shunt_places SEC(".maps");

// By enum sluice_verdict. A successor goes on with them, so that what passed meanwhile is counted.
struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, SLUICE_VERDICTS);
    __type(key, __u32);
    __type(value, struct sluice_count);
} verdicts SEC(".maps");

static __always_inline __u64 linear_bytes(const struct xdp_md* frame) {
    return frame->data_end - frame->data;
}

static __always_inline __u64 all_bytes(struct xdp_md* frame) {
    return sees_fragments ? bpf_xdp_get_buff_len(frame) : linear_bytes(frame);
}

static __always_inline void count(struct xdp_md* frame, __u32 verdict) {
    struct sluice_count* const counted = bpf_map_lookup_elem(&verdicts, &verdict);
    if (!counted)
        return;
    counted->packets++;
    counted->bytes += all_bytes(frame);
}

static __always_inline int to_peer(struct xdp_md* frame, const struct sluice_port* port,
                                   __u32 verdict) {
    if (port->peer_ifindex == 0) {
        count(frame, SLUICE_LEFT_TO_KERNEL);
        return XDP_PASS;
    }
    count(frame, verdict);
    return bpf_redirect(port->peer_ifindex, 0);
}

static __always_inline int cut(struct xdp_md* frame, __u32 verdict) {
    count(frame, verdict);
    return XDP_DROP;
}

static __always_inline int without_workers(struct xdp_md* frame, const struct sluice_port* port,
                                           __u32 verdict) {
    if (port->fail_closed)
        return cut(frame, SLUICE_CUT_FAILED);
    return to_peer(frame, port, verdict);
}

// The queue's worker answers for all, since each hands packets to others. Ages are signed: what
// another core writes meanwhile may be newer than the clock that was read before.
static __always_inline _Bool workers_are_well(const struct sluice_port* port, __u32 queue) {
    if (port->workers == 0)
        return 0;
    const __u32 worker = (port->first_worker + queue) % port->workers;
    const volatile struct sluice_heartbeat* const heartbeat =
        bpf_map_lookup_elem(&heartbeats, &worker);
    if (!heartbeat)
        return 0;
    const __u64 beat_ns = heartbeat->oldest_beat_ns;
    const __u64 fresh_since_ns = heartbeat->fresh_since_ns;
    const __s64 age_ns = bpf_ktime_get_ns() - beat_ns;
    const __s64 fresh_for_ns = beat_ns - fresh_since_ns;
    return beat_ns != 0 && age_ns <= (__s64)port->patience_ns &&
           fresh_for_ns >= (__s64)port->settle_ns;
}

// Whether the frame is of a flow that needs no worker, and counted there. Both directions of a flow,
// and the queues of a LAG, may add at the same time.
static __always_inline _Bool is_shunted(struct xdp_md* frame, const struct sluice_port* port) {
    struct sluice_plain_packet packet;
    if (!sluice_read_plain_packet((const __u8*)(long)frame->data,
                                  (const __u8*)(long)frame->data_end, all_bytes(frame),
                                  port->realm, port->direction, &packet))
        return 0;
    const __u32* const place = bpf_map_lookup_elem(&shunted_flows, &packet.key);
    if (!place)
        return 0;
    struct sluice_shunted* const shunted = bpf_map_lookup_elem(&shunt_places, place);
    if (!shunted)
        return 0;
    struct sluice_shunted_direction* const direction = &shunted->direction[port->direction & 1];
    if (direction->round != port->shunt_round || direction->dscp != packet.dscp)
        return 0;
    __sync_fetch_and_add(&direction->ip_bytes, packet.ip_bytes);
    __sync_fetch_and_add(&direction->packets[packet.ecn & 3], 1);
    if (packet.tcp_flags & SLUICE_TCP_ECE)
        __sync_fetch_and_add(&direction->ece_packets, 1);
    if (packet.tcp_flags & SLUICE_TCP_CWR)
        __sync_fetch_and_add(&direction->cwr_packets, 1);
    return 1;
}

// To the workers while they are well, straight to the other port while they are not.
SEC("xdp")
int xsk_def_prog(struct xdp_md* frame) {
    const __u32 only = 0;
    const struct sluice_port* const port = bpf_map_lookup_elem(&port_settings, &only);
    if (!port)
        return XDP_PASS;
    if (port->forced == SLUICE_FORCE_CUT)
        return cut(frame, SLUICE_CUT_FORCED);
    if (port->forced == SLUICE_FORCE_BYPASS)
        return to_peer(frame, port, SLUICE_BYPASSED_FORCED);

    __u32 queue = frame->rx_queue_index;
    // The cheap question first: it is the one that decides while nobody is at home.
    if (!bpf_map_lookup_elem(&xsks_map, &queue))
        return without_workers(frame, port, SLUICE_BYPASSED_NO_SOCKET);
    // Where there is no other way, a worker that is late is better than none.
    const _Bool has_other_way = port->peer_ifindex != 0 || port->fail_closed;
    if (has_other_way && !workers_are_well(port, queue))
        return without_workers(frame, port, SLUICE_BYPASSED_STALE);
    if (port->shunt_round != 0 && is_shunted(frame, port))
        return to_peer(frame, port, SLUICE_SHUNTED);
    if (sees_fragments && bpf_xdp_get_buff_len(frame) > linear_bytes(frame))
        return to_peer(frame, port, SLUICE_BYPASSED_FRAGMENTED);
    count(frame, SLUICE_INSPECTED);
    return bpf_redirect_map(&xsks_map, queue, XDP_DROP);
}

char _license[] SEC("license") = "Dual BSD/GPL";
