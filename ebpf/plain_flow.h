/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Which flow a frame is of, for the XDP program, and for user space to be sure that both say the
 * same. It reads only what is plain: Ethernet, two VLAN tags at most, IPv4 or IPv6 without options
 * or fragments, TCP or UDP. The rest is the workers' to read. */
#pragma once

#include "ebpf/shared.h"

#define SLUICE_TCP_ECE 0x40
#define SLUICE_TCP_CWR 0x80

struct sluice_plain_packet {
    struct sluice_flow_key key;
    __u32 ip_bytes;
    __u8 dscp;
    __u8 ecn;
    __u8 tcp_flags; /* 0 in UDP */
};

static inline __attribute__((always_inline)) __u16 sluice_load16(const __u8* from) {
#ifdef __bpf__
    return *(const __u16*)from;
#else
    __u16 value;
    __builtin_memcpy(&value, from, sizeof value);
    return value;
#endif
}

static inline __attribute__((always_inline)) __u32 sluice_load32(const __u8* from) {
#ifdef __bpf__
    return *(const __u32*)from;
#else
    __u32 value;
    __builtin_memcpy(&value, from, sizeof value);
    return value;
#endif
}

static inline __attribute__((always_inline)) __u64 sluice_load64(const __u8* from) {
    return sluice_load32(from) | (__u64)sluice_load32(from + 4) << 32;
}

static inline __attribute__((always_inline)) __u64 sluice_mapped_ipv4(const __u8* from) {
    return 0xffff0000ULL | (__u64)sluice_load32(from) << 32; /* bytes 8 to 15 of ::ffff:0:0 */
}

static inline __attribute__((always_inline)) int sluice_is_vlan(__u16 ether_type) {
    return ether_type == __builtin_bswap16(0x8100) || ether_type == __builtin_bswap16(0x88a8) ||
           ether_type == __builtin_bswap16(0x9100);
}

/* The addresses, source first; the transport's offset from the IP header, or 0: not plain. */
static inline __attribute__((always_inline)) __u32 sluice_read_plain_ip(
    const __u8* ip, const __u8* end, __u16 ether_type, struct sluice_plain_packet* out) {
    if (ether_type == __builtin_bswap16(0x0800)) {
        if (ip + 20 > end || ip[0] != 0x45)
            return 0;
        if (sluice_load16(ip + 6) & __builtin_bswap16(0x3fff))
            return 0;
        out->ip_bytes = __builtin_bswap16(sluice_load16(ip + 2));
        out->dscp = ip[1] >> 2;
        out->ecn = ip[1] & 3;
        out->key.protocol = ip[9];
        out->key.subscriber[0] = 0;
        out->key.subscriber[1] = sluice_mapped_ipv4(ip + 12);
        out->key.remote[0] = 0;
        out->key.remote[1] = sluice_mapped_ipv4(ip + 16);
        return 20;
    }
    if (ether_type != __builtin_bswap16(0x86dd) || ip + 40 > end || ip[0] >> 4 != 6)
        return 0;
    const __u16 first = __builtin_bswap16(sluice_load16(ip));
    out->ip_bytes = 40U + __builtin_bswap16(sluice_load16(ip + 4));
    out->dscp = (first >> 6) & 0x3f;
    out->ecn = (first >> 4) & 3;
    out->key.protocol = ip[6];
    out->key.subscriber[0] = sluice_load64(ip + 8);
    out->key.subscriber[1] = sluice_load64(ip + 16);
    out->key.remote[0] = sluice_load64(ip + 24);
    out->key.remote[1] = sluice_load64(ip + 32);
    return 40;
}

/* Whether it is plain, and carries a connection on: a packet that begins or ends one is no worker's
 * to miss. frame_bytes: with what lies in further buffers. direction: as sluice_port has it. */
static inline __attribute__((always_inline)) int sluice_read_plain_packet(
    const __u8* data, const __u8* end, __u64 frame_bytes, __u16 realm, __u8 direction,
    struct sluice_plain_packet* out) {
    const __u8* ip = data + 14;
    __u32 ip_offset = 14; /* the verifier takes no difference of pointers */
    if (ip > end)
        return 0;
    __u16 ether_type = sluice_load16(data + 12);
    for (int tag = 0; tag < 2; ++tag) {
        if (!sluice_is_vlan(ether_type))
            break;
        if (ip + 4 > end)
            return 0;
        ether_type = sluice_load16(ip + 2);
        ip += 4;
        ip_offset += 4;
    }
    const __u32 header_bytes = sluice_read_plain_ip(ip, end, ether_type, out);
    if (header_bytes == 0 || (__u64)ip_offset + out->ip_bytes > frame_bytes)
        return 0;
    const __u8* const transport = ip + header_bytes;
    if (transport + 8 > end)
        return 0;
    out->tcp_flags = 0;
    if (out->key.protocol == 6) {
        if (transport + 20 > end || out->ip_bytes < header_bytes + 20)
            return 0;
        out->tcp_flags = transport[13];
        if (out->tcp_flags & ~(0x10 | 0x08 | SLUICE_TCP_ECE | SLUICE_TCP_CWR)) /* ACK, PSH */
            return 0;
    } else if (out->key.protocol != 17 || out->ip_bytes < header_bytes + 8) {
        return 0;
    }

    const __u16 source_port = __builtin_bswap16(sluice_load16(transport));
    const __u16 destination_port = __builtin_bswap16(sluice_load16(transport + 2));
    out->key.subscriber_port = direction ? destination_port : source_port;
    out->key.remote_port = direction ? source_port : destination_port;
    if (direction) {
        for (int half = 0; half < 2; ++half) {
            const __u64 source = out->key.subscriber[half];
            out->key.subscriber[half] = out->key.remote[half];
            out->key.remote[half] = source;
        }
    }
    out->key.realm = realm;
    out->key.reserved = 0;
    return 1;
}
