// SPDX-License-Identifier: Apache-2.0
#include "dataplane/answers/resets_beside_path.h"

#include "dataplane/answers/answering.h"

namespace sluice {

void ResetsBesidePath::add(Packet& packet) {
    for (size_t i = count_; i-- > 0;) {
        if (last_[i]->flow != packet.flow)
            continue;
        if (shows_numbers(packet))
            last_[i] = &packet;
        return;
    }
    last_[count_++] = &packet;
}

void ResetsBesidePath::send(Worker& worker, uint64_t now_ns) {
    for (size_t i = 0; i < count_; ++i)
        answer_with_reset(*last_[i], worker, now_ns);
}

}  // namespace sluice
