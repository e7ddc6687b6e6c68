// SPDX-License-Identifier: Apache-2.0
#include "dataplane/packet.h"

namespace sluice {

const char* name(DropReason reason) {
    switch (reason) {
        case DropReason::rule:
            return "rule";
        case DropReason::police:
            return "police";
        case DropReason::handoff_full:
            return "handoff_full";
        case DropReason::transmit_full:
            return "transmit_full";
        case DropReason::queue_delay:
            return "queue_delay";
        case DropReason::queue_full:
            return "queue_full";
        case DropReason::reset:
            return "reset";
        case DropReason::refused:
            return "refused";
        case DropReason::connection_cap:
            return "connection_cap";
        case DropReason::flow_limit:
            return "flow_limit";
        case DropReason::stalled:
            return "stalled";
    }
    return "?";
}

const char* name(Oddity oddity) {
    switch (oddity) {
        case Oddity::none:
            return "none";
        case Oddity::not_ip:
            return "not_ip";
        case Oddity::truncated:
            return "truncated";
        case Oddity::malformed:
            return "malformed";
        case Oddity::too_deep:
            return "too_deep";
        case Oddity::fragment_unknown:
            return "fragment_unknown";
        case Oddity::fragment_overlap:
            return "fragment_overlap";
        case Oddity::oversized:
            return "oversized";
        case Oddity::flow_table_full:
            return "flow_table_full";
        case Oddity::own_answer:
            return "own_answer";
        case Oddity::no_subscriber:
            return "no_subscriber";
    }
    return "?";
}

}  // namespace sluice
