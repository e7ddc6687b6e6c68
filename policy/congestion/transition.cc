// SPDX-License-Identifier: Apache-2.0
#include "policy/congestion/transition.h"

namespace sluice {

std::string_view name(TransitionKind kind) {
    switch (kind) {
        case TransitionKind::segment_relieved:
            return "segment-relieved";
        case TransitionKind::segment_near:
            return "segment-near";
        case TransitionKind::released:
            return "released";
        case TransitionKind::subscriber_not_heavy:
            return "not-heavy";
        case TransitionKind::subscriber_heavy:
            return "heavy";
        case TransitionKind::moved:
            return "moved";
    }
    return "";
}

std::string_view name(TransitionCause cause) {
    switch (cause) {
        case TransitionCause::measured:
            return "measured";
        case TransitionCause::no_rate:
            return "no-rate";
        case TransitionCause::no_capacity:
            return "no-capacity";
        case TransitionCause::removed:
            return "removed";
        case TransitionCause::switched_off:
            return "switched-off";
    }
    return "";
}

}  // namespace sluice
