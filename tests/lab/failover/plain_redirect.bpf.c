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

// Sends a frame of UDP over IPv4 as one of ten flows, in turn: by its source port's last digit.
__u32 sent = 0;

SEC("xdp")
int plain_spread(struct xdp_md* frame) {
    __u8* const data = (__u8*)(long)frame->data;
    if (data + 42 > (__u8*)(long)frame->data_end)
        return XDP_ABORTED;
    const __u16 port = 7000 + sent++ % 10;
    data[34] = port >> 8;
    data[35] = port & 0xff;
    data[40] = data[41] = 0;
    return bpf_redirect(to_ifindex, 0);
}

SEC("xdp")
int plain_drop(struct xdp_md* frame) {
    return XDP_DROP;
}

char _license[] SEC("license") = "Dual BSD/GPL";
