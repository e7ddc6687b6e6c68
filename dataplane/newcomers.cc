// SPDX-License-Identifier: Apache-2.0
#include "dataplane/newcomers.h"

#include <cassert>
#include <span>

namespace sluice {

Newcomers::Newcomers(Burst& burst, const Subscribers& subscribers) {
    for (const Packet& packet : burst.live())
        if (packet.parsed.has_flow && packet.flow == nullptr)
            ends_[count_++] = {packet.key.subscriber, packet.key.subscriber_port};
    subscribers.find(std::span(ends_).first(count_), found_);
}

const SubscriberRef* Newcomers::take(const Packet& packet) {
    assert(next_ < count_);
    const size_t place = next_++;
    const SubscriberEnd end{packet.key.subscriber, packet.key.subscriber_port};
    return ends_[place] == end ? &found_[place] : nullptr;
}

}  // namespace sluice
