/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* What the XDP program and user space tell each other, as plain data for C and C++. */
#pragma once

#include <linux/types.h>

/* One worker's, alone in its cache line. It writes all of it; the other workers read the own_...
 * fields, the program the others. Times are CLOCK_MONOTONIC's. */
struct sluice_heartbeat {
    __u64 own_beat_ns;        /* 0: it does not take packets */
    __u64 own_fresh_since_ns; /* when it was last stuck no longer; 0: it never was */
    __u64 oldest_beat_ns;     /* of all workers, as this one saw them with its last beat */
    __u64 fresh_since_ns;     /* the latest of all, the same */
    __u64 own_trouble;        /* enum sluice_trouble: why it does not beat */
    __u64 padding[3];
};

enum sluice_trouble {
    SLUICE_NO_TROUBLE,
    SLUICE_NO_BUFFERS, /* it runs, but has nothing to receive packets with */
};

/* What an operator, or the box itself, wants of a port beyond what the heartbeat says. */
enum sluice_forced {
    SLUICE_NOT_FORCED,
    SLUICE_FORCE_BYPASS,
    SLUICE_FORCE_CUT,
};

/* One port's, written by user space while the program runs, a field at a time. Fields are added at
 * the end: an upgraded daemon reads what an older one left. */
struct sluice_port {
    __u64 patience_ns;  /* a beat that is older is stale */
    __u64 settle_ns;    /* beats are trusted when they have been fresh for so long */
    __u32 peer_ifindex; /* where frames go that no worker takes; 0: to this host's kernel */
    __u32 forced;       /* enum sluice_forced */
    __u32 fail_closed;  /* what no worker takes is dropped */
    __u32
        first_worker; /* who takes queue 0; the next queue is the next worker's, round and round */
    __u32 workers;
    __u32 shunt_round; /* of the shunted flows that go past the workers; 0: none do */
    __u16 realm;       /* as sluice_flow_key has it */
    __u8 direction;    /* 0: frames that come in are their subscriber's own; 1: they are for him */
    __u8 padding[5];
};

/* As the dataplane's table has it (dataplane/flow_key.h), so that both mean the same flow.
 * Addresses in network order, IPv4 as ::ffff:a.b.c.d; ports in host order. */
struct sluice_flow_key {
    __u64 subscriber[2];
    __u64 remote[2];
    __u16 subscriber_port;
    __u16 remote_port;
    __u16 realm;
    __u8 protocol;
    __u8 reserved;
};

/* One direction of a flow that goes past its worker, alone in its cache line. The worker writes the
 * first two, and takes what the program adds up: a packet is counted once, whoever has it. */
struct sluice_shunted_direction {
    __u32 round; /* the flow is shunted on ports of this round; 0: it is not */
    __u8 dscp;   /* of the packets that are; what comes with another is the worker's */
    __u8 padding[3];
    __u64 ip_bytes;
    __u64 packets[4]; /* by ECN codepoint */
    __u64 ece_packets;
    __u64 cwr_packets;
};

struct sluice_shunted {
    struct sluice_shunted_direction direction[2];
};

/* What became of a frame. */
enum sluice_verdict {
    SLUICE_INSPECTED,           /* a worker has it */
    SLUICE_SHUNTED,             /* straight to the peer: its flow is one that needs no worker */
    SLUICE_BYPASSED_FORCED,     /* straight to the peer: because somebody wants it, */
    SLUICE_BYPASSED_STALE,      /* a worker is stuck, or has not been back for long enough, */
    SLUICE_BYPASSED_NO_SOCKET,  /* nobody listens on the queue, */
    SLUICE_BYPASSED_FRAGMENTED, /* or it lies in several buffers, which a socket cannot take */
    SLUICE_CUT_FORCED,          /* dropped: because somebody wants it, */
    SLUICE_CUT_FAILED,          /* or there is no worker, and the link fails closed */
    SLUICE_LEFT_TO_KERNEL,      /* no worker, and no peer */
    SLUICE_VERDICTS,
};

struct sluice_count {
    __u64 packets;
    __u64 bytes; /* of whole frames */
};
