// SPDX-License-Identifier: Apache-2.0
#include "control/subscribers/session_sink.h"

namespace sluice {

SubscriberSink session_sink(SubscriberRegistry& registry) {
    constexpr auto kSession = SubscriberRegistry::Layer::session;
    return {
        [&](const Subscriber& subscriber) { return registry.put(kSession, subscriber); },
        [&](const std::string& id) { registry.remove(kSession, id); },
    };
}

}  // namespace sluice
