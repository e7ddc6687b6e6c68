// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "dataplane/burst.h"
#include "dataplane/worker.h"

namespace sluice {

// What a burst that came by mirrors has to be answered with resets. Of a flow's packets there the
// last knows the numbers of those before it, which have all passed: it alone is answered.
class ResetsBesidePath {
 public:
    // As answer_with_reset() wants them; each packet once.
    void add(Packet& packet);
    // Once what passed is followed to the burst's end.
    void send(Worker& worker, uint64_t now_ns);

 private:
    std::array<Packet*, Burst::kCapacity> last_;
    size_t count_ = 0;
};

}  // namespace sluice
