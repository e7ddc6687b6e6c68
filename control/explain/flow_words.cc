// SPDX-License-Identifier: Apache-2.0
#include "control/explain/flow_words.h"

#include <fmt/format.h>
#include <netinet/in.h>

namespace sluice {

std::string end_words(const IpAddress& address, uint16_t port) {
    const std::string text = address.to_string();
    if (port == 0)
        return text;
    return address.is_ipv4() ? fmt::format("{}:{}", text, port)
                             : fmt::format("[{}]:{}", text, port);
}

std::string protocol_words(uint8_t protocol) {
    switch (protocol) {
        case IPPROTO_ICMP:
            return "icmp";
        case IPPROTO_TCP:
            return "tcp";
        case IPPROTO_UDP:
            return "udp";
        case IPPROTO_ICMPV6:
            return "icmpv6";
        default:
            return std::to_string(protocol);
    }
}

std::string flow_words(const FlowKey& key, Verdict verdict, const std::string& subscriber_id) {
    return fmt::format("{}{}{} > {} {}, {}{}{}", subscriber_id, subscriber_id.empty() ? "" : ", ",
                       end_words(key.subscriber, key.subscriber_port),
                       end_words(key.remote, key.remote_port), protocol_words(key.protocol),
                       name(verdict.label), verdict.grade == Grade::none ? "" : " ",
                       verdict.grade == Grade::none ? "" : name(verdict.grade));
}

}  // namespace sluice
