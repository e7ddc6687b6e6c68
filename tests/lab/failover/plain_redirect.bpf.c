// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
// The least that an XDP program can do between two ports, to compare others with; what makes the
// packets for it, and what ends them.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

const volatile __u32 to_ifindex = 0;

SEC("xdp")
int plain_redirect(struct xdp_md* frame) {
    return bpf_redirect(to_ifindex, 0);
}

SEC("xdp")
int plain_drop(struct xdp_md* frame) {
    return XDP_DROP;
}

char _license[] SEC("license") = "Dual BSD/GPL";
