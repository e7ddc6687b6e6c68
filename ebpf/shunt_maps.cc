// SPDX-License-Identifier: Apache-2.0
#include "ebpf/shunt_maps.h"

#include <cerrno>
#include <cstring>
#include <string>

#include <bpf/bpf.h>
#include <linux/bpf.h>

#include "ebpf/xdp_error.h"

namespace sluice {
namespace {

int make_map(bpf_map_type type, const char* name, uint32_t key_bytes, uint32_t value_bytes,
             uint32_t entries, uint32_t flags) {
    LIBBPF_OPTS(bpf_map_create_opts, options, .map_flags = flags);
    const int map = bpf_map_create(type, name, key_bytes, value_bytes, entries, &options);
    if (map < 0)
        throw XdpError("cannot make room for " + std::to_string(entries) +
                       " shunted flows: " + strerror(errno) +
                       (errno == EPERM ? ": this needs root, or CAP_NET_ADMIN and CAP_BPF" : ""));
    return map;
}

}  // namespace

ShuntMaps::ShuntMaps(uint32_t places)
    : flows_map_(make_map(BPF_MAP_TYPE_HASH, "shunted_flows", sizeof(sluice_flow_key),
                          sizeof(uint32_t), places, 0)),
      places_map_(make_map(BPF_MAP_TYPE_ARRAY, "shunt_places", sizeof(uint32_t),
                           sizeof(sluice_shunted), places, BPF_F_MMAPABLE)),
      shared_(places_map_.get(), sizeof(sluice_shunted), places),
      places_(static_cast<sluice_shunted*>(shared_.data()), places) {}

bool ShuntMaps::begin(const sluice_flow_key& flow, uint32_t place) {
    return bpf_map_update_elem(flows_map_.get(), &flow, &place, BPF_NOEXIST) == 0;
}

void ShuntMaps::end(const sluice_flow_key& flow) {
    bpf_map_delete_elem(flows_map_.get(), &flow);
}

}  // namespace sluice
