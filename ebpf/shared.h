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

/* One port's, written by user space while the program runs, a field at a time. */
struct sluice_port {
    __u64 patience_ns;  /* a beat that is older is stale */
    __u64 settle_ns;    /* beats are trusted when they have been fresh for so long */
    __u32 peer_ifindex; /* where frames go that no worker takes; 0: to this host's kernel */
    __u32 forced;       /* enum sluice_forced */
    __u32 fail_closed;  /* what no worker takes is dropped */
    __u32
        first_worker; /* who takes queue 0; the next queue is the next worker's, round and round */
    __u32 workers;
    __u32 padding;
};

/* What became of a frame. */
enum sluice_verdict {
    SLUICE_INSPECTED,           /* a worker has it */
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
