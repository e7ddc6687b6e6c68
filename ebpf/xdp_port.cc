// SPDX-License-Identifier: Apache-2.0
#include "ebpf/xdp_port.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <xdp/libxdp.h>

#include "ebpf/interface.h"
#include "sluice_xdp.skel.h"

namespace sluice {
namespace {

using Skeleton = std::unique_ptr<sluice_xdp, decltype(&sluice_xdp::destroy)>;

// What a predecessor's program leaves to ours.
struct Inheritance {
    Descriptor verdicts;
    uint32_t forced = SLUICE_NOT_FORCED;
};

Inheritance inherit(const std::optional<AttachedProgram>& predecessor) {
    Inheritance inheritance;
    if (!predecessor)
        return inheritance;
    inheritance.verdicts = map_of_program(
        predecessor->id, "verdicts", {sizeof(sluice_count), sizeof(sluice_count)}, SLUICE_VERDICTS);
    // Another version's may be longer, or shorter: fields are added at the end.
    union {
        sluice_port port;
        std::array<std::byte, 512> room;
    } before{};
    const Descriptor settings = map_of_program(
        predecessor->id, "port_settings",
        {offsetof(sluice_port, forced) + sizeof(sluice_port::forced), sizeof(before)}, 1);
    const uint32_t only = 0;
    if (settings && bpf_map_lookup_elem(settings.get(), &only, &before) == 0)
        inheritance.forced = before.port.forced;
    return inheritance;
}

sluice_port plain(const XdpPortSettings& settings, uint32_t forced) {
    return {.patience_ns = settings.patience_ns,
            .settle_ns = settings.settle_ns,
            .peer_ifindex = settings.peer.empty() ? 0 : interface_index(settings.peer),
            .forced = forced,
            .fail_closed = settings.fail_closed,
            .first_worker = settings.first_worker,
            .workers = settings.workers,
            .shunt_round = 0,
            .realm = settings.realm,
            .direction = settings.direction,
            .padding = {}};
}

// Why the kernel may have refused the program, where it is the kernel's own lack; else empty.
std::string missing_feature(bool fragments) {
    if (libbpf_probe_bpf_prog_type(BPF_PROG_TYPE_XDP, nullptr) == 0)
        return "this kernel has no XDP programs (CONFIG_BPF_SYSCALL)";
    if (libbpf_probe_bpf_map_type(BPF_MAP_TYPE_XSKMAP, nullptr) == 0)
        return "this kernel has no AF_XDP sockets (CONFIG_XDP_SOCKETS)";
    constexpr auto kHelper = BPF_FUNC_xdp_get_buff_len;
    if (fragments && libbpf_probe_bpf_helper(BPF_PROG_TYPE_XDP, kHelper, nullptr) == 0)
        return "this MTU takes frames of several buffers, which XDP knows since Linux 5.18: a "
               "smaller MTU, or a newer kernel";
    return {};
}

[[noreturn]] void fail_loading(const XdpPort& port, int error) {
    const std::string missing = missing_feature(port.fragments);
    if (error != EPERM && !missing.empty())
        fail_interface(port.interface, "cannot load our XDP program: " + missing);
    fail_interface(port.interface, "cannot load our XDP program", error);
}

Skeleton load(const XdpPort& port, const XdpPortSettings& settings,
              const Inheritance& inheritance) {
    Skeleton skeleton{sluice_xdp::open(), sluice_xdp::destroy};
    if (!skeleton)
        fail_interface(port.interface, "cannot open our XDP program", errno);
    bpf_map__set_max_entries(skeleton->maps.xsks_map, port.receive_queues);
    if (port.fragments) {
        bpf_program__set_flags(skeleton->progs.xsk_def_prog, BPF_F_XDP_HAS_FRAGS);
        skeleton->rodata->sees_fragments = true;
    }
    if (settings.heartbeats >= 0)
        bpf_map__reuse_fd(skeleton->maps.heartbeats, settings.heartbeats);
    if (settings.shunted_flows >= 0) {
        bpf_map__reuse_fd(skeleton->maps.shunted_flows, settings.shunted_flows);
        bpf_map__reuse_fd(skeleton->maps.shunt_places, settings.shunt_places);
    }
    if (inheritance.verdicts)
        bpf_map__reuse_fd(skeleton->maps.verdicts, inheritance.verdicts.get());
    if (const int error = sluice_xdp::load(skeleton.get()))
        fail_loading(port, -error);

    const uint32_t only = 0;
    const sluice_port told = plain(settings, inheritance.forced);
    if (bpf_map_update_elem(bpf_map__fd(skeleton->maps.port_settings), &only, &told, BPF_ANY) != 0)
        fail_interface(port.interface, "cannot tell our XDP program its settings", errno);
    return skeleton;
}

int duplicate(int fd) {
    return fcntl(fd, F_DUPFD_CLOEXEC, 0);
}

// 0, or why the kernel refused. Replacing goes by the old program, so a change behind our back is
// refused rather than overwritten.
int try_attach(XdpPort& port, const XdpPortSettings& settings, const Inheritance& inheritance,
               const std::optional<AttachedProgram>& old_program) {
    const Skeleton skeleton = load(port, settings, inheritance);
    const Descriptor old{old_program ? bpf_prog_get_fd_by_id(old_program->id) : -1};
    const uint32_t flags =
        attach_flags(port.mode) | (old_program ? XDP_FLAGS_REPLACE : XDP_FLAGS_UPDATE_IF_NOEXIST);
    LIBBPF_OPTS(bpf_xdp_attach_opts, options, .old_prog_fd = old_program ? old.get() : 0);
    const int program = bpf_program__fd(skeleton->progs.xsk_def_prog);
    const int error = bpf_xdp_attach(static_cast<int>(port.ifindex), program, flags, &options);
    if (error != 0)
        return -error;

    bpf_prog_info info{};
    uint32_t size = sizeof(info);
    bpf_obj_get_info_by_fd(program, &info, &size);
    port.program_id = info.id;
    port.took_over = old_program.has_value();
    port.program.reset(duplicate(program));
    port.verdicts.reset(duplicate(bpf_map__fd(skeleton->maps.verdicts)));
    port.settings = SharedArray(bpf_map__fd(skeleton->maps.port_settings), sizeof(sluice_port), 1);
    return 0;
}

bool detach_ours(const std::string& interface) {
    const uint32_t ifindex = interface_index(interface);
    const std::optional<AttachedProgram> program = attached_program(interface, ifindex);
    if (!program || !program->ours)
        return false;
    detach_program(interface, ifindex, *program);
    return true;
}

std::atomic_ref<uint32_t> forced_of(const XdpPort& port) {
    return std::atomic_ref<uint32_t>(static_cast<sluice_port*>(port.settings.data())->forced);
}

}  // namespace

XdpPort attach_xdp_port(const std::string& interface, const XdpPortSettings& settings) {
    // Their many lines would bury our one; libxdp's is also what DPDK's driver uses, and it warns
    // of the reference count that our program does without on purpose.
    libbpf_set_print(nullptr);
    libxdp_set_print(nullptr);
    XdpPort port;
    port.interface = interface;
    port.ifindex = interface_index(interface);
    port.receive_queues = interface_receive_queues(interface);
    port.mtu = interface_mtu(interface);
    port.claim = claim_interface(interface);

    std::optional<AttachedProgram> old_program = attached_program(interface, port.ifindex);
    if (old_program && !old_program->ours)
        fail_interface(interface, "XDP program '" + old_program->name + "' (id " +
                                      std::to_string(old_program->id) +
                                      ") is attached already; ip link set dev " + interface +
                                      " xdp off removes it");
    const Inheritance inheritance = inherit(old_program);
    // The kernel refuses native mode beside generic, and the driver may have learnt it since.
    if (old_program && old_program->mode == XdpMode::generic) {
        detach_program(interface, port.ifindex, *old_program);
        old_program.reset();
    }

    // Without fragments first: drivers that know none refuse a program that does. Those that take a
    // large MTU only with them refuse one that does not.
    constexpr std::array<std::pair<XdpMode, bool>, 4> kAttempts{{{XdpMode::native, false},
                                                                 {XdpMode::native, true},
                                                                 {XdpMode::generic, false},
                                                                 {XdpMode::generic, true}}};
    int error = 0;
    for (const auto& [mode, fragments] : kAttempts) {
        port.mode = mode;
        port.fragments = fragments;
        error = try_attach(port, settings, inheritance, old_program);
        if (error == 0 || error == EPERM || error == EEXIST)
            break;
    }
    if (error != 0)
        fail_interface(interface, "cannot attach our XDP program", error);
    return port;
}

void detach_xdp_port(XdpPort& port) {
    detach_ours(port.interface);
    port.claim.reset();
}

bool detach_xdp_port(const std::string& interface) {
    interface_index(interface);
    const Descriptor taken = claim_interface(interface);
    return detach_ours(interface);
}

void force_xdp_port(XdpPort& port, sluice_forced forced) {
    forced_of(port).store(forced, std::memory_order_relaxed);
}

sluice_forced forced_state(const XdpPort& port) {
    return static_cast<sluice_forced>(forced_of(port).load(std::memory_order_relaxed));
}

void set_shunt_round(XdpPort& port, uint32_t round) {
    auto* const settings = static_cast<sluice_port*>(port.settings.data());
    std::atomic_ref<uint32_t>(settings->shunt_round).store(round, std::memory_order_relaxed);
}

XdpVerdicts read_verdicts(const XdpPort& port) {
    XdpVerdicts sums{};
    const int processors = libbpf_num_possible_cpus();
    if (processors <= 0)
        return sums;
    std::vector<sluice_count> counts(static_cast<size_t>(processors));
    for (uint32_t verdict = 0; verdict < SLUICE_VERDICTS; ++verdict) {
        if (bpf_map_lookup_elem(port.verdicts.get(), &verdict, counts.data()) != 0)
            continue;
        for (const sluice_count& count : counts) {
            sums[verdict].packets += count.packets;
            sums[verdict].bytes += count.bytes;
        }
    }
    return sums;
}

XdpAttachment keep_attached(const XdpPort& port) {
    uint32_t attached = 0;
    if (const int error = bpf_xdp_query_id(static_cast<int>(port.ifindex), 0, &attached))
        fail_interface(port.interface, "cannot ask for its XDP program", -error);
    if (attached != 0)
        return attached == port.program_id ? XdpAttachment::in_place : XdpAttachment::lost;
    // The same program with the same maps, so the sockets in them get the frames again.
    const int error =
        bpf_xdp_attach(static_cast<int>(port.ifindex), port.program.get(),
                       attach_flags(port.mode) | XDP_FLAGS_UPDATE_IF_NOEXIST, nullptr);
    if (error != 0)
        fail_interface(port.interface, "cannot put our XDP program back", -error);
    return XdpAttachment::put_back;
}

}  // namespace sluice
