// SPDX-License-Identifier: Apache-2.0
#include "control/services/locality_service.h"

#include <string>

#include "control/metrics/sum.h"
#include "control/services/timestamps.h"

namespace sluice {
namespace {

uint64_t bytes_of(const std::vector<WorkerReport>& workers, Locality locality, Label label,
                  Direction direction) {
    uint64_t total = 0;
    for (const WorkerReport& worker : workers)
        total += worker.counters->ip_bytes(locality, label, direction).get();
    return total;
}

}  // namespace

grpc::Status LocalityService::Get(grpc::ServerContext*, const v1::GetLocalityRequest*,
                                  v1::LocalityStatus* response) {
    const LocalityWatch::State state = watch_.state();
    response->set_file(state.file);
    if (state.read_at)
        set_time(*state.read_at, response->mutable_read_at());
    response->set_prefixes(state.prefixes);
    response->set_memory_bytes(state.memory_bytes);
    response->set_objection(state.objection);
    const auto workers = dataplane_.workers();
    for (size_t label = 0; label < kLabelCount; ++label) {
        for (size_t locality = 0; locality < kLocalityCount; ++locality) {
            const auto of = [&](Direction direction) {
                return bytes_of(workers, static_cast<Locality>(locality), static_cast<Label>(label),
                                direction);
            };
            const uint64_t up = of(Direction::up);
            const uint64_t down = of(Direction::down);
            if (up == 0 && down == 0)
                continue;
            v1::LocalityBytes* out = response->add_bytes();
            out->set_label(std::string(name(static_cast<Label>(label))));
            out->set_locality(std::string(name(static_cast<Locality>(locality))));
            out->set_up_ip_bytes(up);
            out->set_down_ip_bytes(down);
        }
    }
    return grpc::Status::OK;
}

}  // namespace sluice
