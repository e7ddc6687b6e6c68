// SPDX-License-Identifier: Apache-2.0
#include "ebpf/attached_program.h"

#include <array>
#include <cerrno>
#include <memory>

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <linux/if_link.h>

#include "ebpf/xdp_error.h"

namespace sluice {
namespace {

bool has_our_mark(const bpf_prog_info& info) {
    const std::unique_ptr<btf, decltype(&btf__free)> types{btf__load_from_kernel_by_id(info.btf_id),
                                                           btf__free};
    return types && btf__find_by_name_kind(types.get(), "sluice_port_program", BTF_KIND_VAR) > 0;
}

}  // namespace

const char* name(XdpMode mode) {
    return mode == XdpMode::native ? "native" : "generic";
}

uint32_t attach_flags(XdpMode mode) {
    return mode == XdpMode::native ? XDP_FLAGS_DRV_MODE : XDP_FLAGS_SKB_MODE;
}

std::optional<AttachedProgram> attached_program(const std::string& interface, uint32_t ifindex) {
    LIBBPF_OPTS(bpf_xdp_query_opts, query);
    if (const int error = bpf_xdp_query(static_cast<int>(ifindex), 0, &query))
        fail_interface(interface, "cannot ask for its XDP program", -error);
    if (query.attach_mode == XDP_ATTACHED_NONE)
        return std::nullopt;

    AttachedProgram found;
    found.mode = query.attach_mode == XDP_ATTACHED_SKB ? XdpMode::generic : XdpMode::native;
    found.id = query.prog_id != 0       ? query.prog_id
               : query.drv_prog_id != 0 ? query.drv_prog_id
                                        : query.hw_prog_id;
    const Descriptor program{bpf_prog_get_fd_by_id(found.id)};
    bpf_prog_info info{};
    uint32_t size = sizeof(info);
    if (!program || bpf_obj_get_info_by_fd(program.get(), &info, &size) != 0)
        fail_interface(interface, "cannot look at XDP program " + std::to_string(found.id), errno);
    found.name = info.name;
    found.ours = has_our_mark(info);
    return found;
}

void detach_program(const std::string& interface, uint32_t ifindex,
                    const AttachedProgram& program) {
    const Descriptor old{bpf_prog_get_fd_by_id(program.id)};
    LIBBPF_OPTS(bpf_xdp_attach_opts, options, .old_prog_fd = old.get());
    const int error = bpf_xdp_detach(static_cast<int>(ifindex),
                                     attach_flags(program.mode) | XDP_FLAGS_REPLACE, &options);
    if (error != 0)
        fail_interface(interface, "cannot detach XDP program " + std::to_string(program.id),
                       -error);
}

Descriptor map_of_program(uint32_t program_id, const std::string& name, ValueBytes value,
                          uint32_t elements) {
    std::array<uint32_t, 16> ids{};
    bpf_prog_info program{};
    program.map_ids = reinterpret_cast<uint64_t>(ids.data());
    program.nr_map_ids = ids.size();
    uint32_t size = sizeof(program);
    const Descriptor handle{bpf_prog_get_fd_by_id(program_id)};
    if (!handle || bpf_obj_get_info_by_fd(handle.get(), &program, &size) != 0)
        return {};
    for (uint32_t index = 0; index < program.nr_map_ids && index < ids.size(); ++index) {
        Descriptor map{bpf_map_get_fd_by_id(ids[index])};
        bpf_map_info info{};
        size = sizeof(info);
        if (map && bpf_obj_get_info_by_fd(map.get(), &info, &size) == 0 && info.name == name &&
            info.value_size >= value.least && info.value_size <= value.most &&
            info.max_entries == elements)
            return map;
    }
    return {};
}

}  // namespace sluice
