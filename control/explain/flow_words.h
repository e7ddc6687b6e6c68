// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "classifier/label.h"
#include "dataplane/publish.h"

namespace sluice {

std::string end_words(const IpAddress& address, uint16_t port);  // "[2001:db8::1]:6881"
std::string protocol_words(uint8_t protocol);                    // "tcp", "47"

// "s-1001, 198.51.100.7:51413 > 203.0.113.90:6881 tcp, bittorrent.peer exact". subscriber_id: empty
// of who is in no policy.
std::string flow_words(const FlowKey& key, Verdict verdict, const std::string& subscriber_id);

}  // namespace sluice
