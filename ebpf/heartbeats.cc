// SPDX-License-Identifier: Apache-2.0
#include "ebpf/heartbeats.h"

#include <cerrno>
#include <cstring>
#include <string>

#include <bpf/bpf.h>
#include <linux/bpf.h>

#include "ebpf/xdp_error.h"

namespace sluice {

Heartbeats::Heartbeats(uint32_t workers, bool for_programs) {
    if (!for_programs) {
        own_ = std::make_unique<sluice_heartbeat[]>(workers);
        all_ = {own_.get(), workers};
        return;
    }
    LIBBPF_OPTS(bpf_map_create_opts, options, .map_flags = BPF_F_MMAPABLE);
    map_.reset(bpf_map_create(BPF_MAP_TYPE_ARRAY, "heartbeats", sizeof(uint32_t),
                              sizeof(sluice_heartbeat), workers, &options));
    if (!map_)
        throw XdpError(std::string("cannot make the workers' heartbeats: ") + strerror(errno) +
                       (errno == EPERM ? ": this needs root, or CAP_NET_ADMIN and CAP_BPF" : ""));
    shared_ = SharedArray(map_.get(), sizeof(sluice_heartbeat), workers);
    all_ = {static_cast<sluice_heartbeat*>(shared_.data()), workers};
}

}  // namespace sluice
