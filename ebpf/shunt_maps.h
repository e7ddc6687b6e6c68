// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "ebpf/descriptor.h"
#include "ebpf/shared.h"
#include "ebpf/shared_array.h"

namespace sluice {

// The flows that programs forward past the workers, and a place for each, where they count. They
// live until the last program that reads them is gone. No bigger than they are made, and nothing
// leaves them but by end(): what finds no room goes on to the workers.
class ShuntMaps {
 public:
    // Throws XdpError.
    explicit ShuntMaps(uint32_t places);

    std::span<sluice_shunted> places() const { return places_; }
    // Of the kernel's, roughly: each flow has its entry's own header, too.
    size_t memory_bytes() const {
        return places_.size() *
               (sizeof(sluice_shunted) + sizeof(sluice_flow_key) + 2 * sizeof(uint32_t) + 48);
    }
    int flows_map() const { return flows_map_.get(); }
    int places_map() const { return places_map_.get(); }

    // From the next frame on, if the place is of its port's round. False: there is no room, or the
    // flow has a place already. System calls, as end() is; one thread at a time.
    bool begin(const sluice_flow_key& flow, uint32_t place);
    // Until a grace period is over, programs that have found it may still count in its place.
    void end(const sluice_flow_key& flow);

 private:
    Descriptor flows_map_;
    Descriptor places_map_;
    SharedArray shared_;
    std::span<sluice_shunted> places_;
};

}  // namespace sluice
