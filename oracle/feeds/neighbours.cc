// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/neighbours.h"

#include <algorithm>

namespace sluice {

Relation Neighbours::of(uint32_t as) const {
    for (const Relation relation :
         {Relation::own, Relation::customer, Relation::peer, Relation::transit}) {
        const auto& ases = list(relation);
        if (std::binary_search(ases.begin(), ases.end(), as))
            return relation;
    }
    return Relation::unknown;
}

const std::vector<uint32_t>& Neighbours::list(Relation relation) const {
    switch (relation) {
        case Relation::customer:
            return customers;
        case Relation::peer:
            return peers;
        case Relation::transit:
            return transit;
        default:
            return own;
    }
}

}  // namespace sluice
