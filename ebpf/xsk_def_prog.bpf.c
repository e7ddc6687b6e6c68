// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

// libxdp, inside DPDK's net_af_xdp, adopts an attached program instead of loading its own if it has
// this function name, this version in its BTF, and a map of this name to put its sockets in. Having
// no reference count, the program stays when the sockets' owner dies.
__uint(xsk_prog_version, 1) SEC("xdp_metadata");

// By this name in the BTF the loader knows the program for its own.
__uint(sluice_port_program, 1) SEC("xdp_metadata");

// Receive queue to AF_XDP socket; the loader sizes it. The kernel empties the entry of a socket
// whose process is gone.
struct {
    __uint(type, BPF_MAP_TYPE_XSKMAP);
    __uint(max_entries, 1);
    __uint(key_size, sizeof(__u32));
    __uint(value_size, sizeof(__u32));
} xsks_map SEC(".maps");

// To the dataplane if it listens on this queue, else on to the kernel.
SEC("xdp")
int xsk_def_prog(struct xdp_md* frame) {
    return bpf_redirect_map(&xsks_map, frame->rx_queue_index, XDP_PASS);
}

char _license[] SEC("license") = "Dual BSD/GPL";
