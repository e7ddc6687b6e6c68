// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/udp_server.h"

#include <mutex>

#include "oracle/tracker/udp_reply.h"
#include "oracle/tracker/udp_service.h"

namespace sluice {

static_assert(kUdpReplyBytes <= DatagramBurst::kReplyBytes);

void UdpServer::answer(DatagramBurst& burst) {
    const uint32_t now_s = tracker_now_s();
    const std::lock_guard lock(tracker_.mutex);
    UdpService service(tracker_.tracker, ids_, counts_);
    tracker_.tracker.sweep(now_s);
    for (size_t i = 0; i < burst.size(); ++i) {
        const size_t bytes = service.answer(burst.request(i), burst.source(i), now_s, burst.room());
        if (bytes > 0)
            burst.answer(i, bytes);
    }
}

}  // namespace sluice
