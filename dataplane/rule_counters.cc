// SPDX-License-Identifier: Apache-2.0
#include "dataplane/rule_counters.h"

namespace sluice {

std::string_view name(RuleDeed deed) {
    switch (deed) {
        case RuleDeed::decided:
            return "decided";
        case RuleDeed::dropped:
            return "dropped";
        case RuleDeed::over_rate:
            return "over_rate";
        case RuleDeed::marked:
            return "marked";
        case RuleDeed::shaped:
            return "shaped";
        case RuleDeed::reset:
            return "reset";
        case RuleDeed::refused:
            return "refused";
        case RuleDeed::capped:
            return "capped";
    }
    return "?";
}

}  // namespace sluice
