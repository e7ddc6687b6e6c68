// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "ebpf/descriptor.h"
#include "ebpf/shared.h"
#include "ebpf/shared_array.h"

namespace sluice {

// Where the workers beat. For boxes with kernel interfaces it is a BPF array, which the programs of
// all their ports read; it lives until the last program that reads it is gone.
class Heartbeats {
 public:
    // for_programs: else it is ordinary memory, which takes no rights. Throws XdpError.
    Heartbeats(uint32_t workers, bool for_programs);

    std::span<sluice_heartbeat> all() const { return all_; }
    int map() const { return map_.get(); }  // -1: ordinary memory

 private:
    Descriptor map_;
    SharedArray shared_;
    std::unique_ptr<sluice_heartbeat[]> own_;
    std::span<sluice_heartbeat> all_;
};

}  // namespace sluice
