// SPDX-License-Identifier: Apache-2.0
#include "ebpf/xdp_port.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <memory>
#include <optional>
#include <utility>

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <linux/ethtool.h>
#include <linux/if_link.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <xdp/libxdp.h>

#include "xsk_def_prog.skel.h"

namespace sluice {
namespace {

class Descriptor {
 public:
    explicit Descriptor(int fd) : fd_(fd) {}
    ~Descriptor() {
        if (fd_ >= 0)
            close(fd_);
    }
    Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Descriptor& operator=(Descriptor&&) = delete;

    int get() const { return fd_; }
    int release() { return std::exchange(fd_, -1); }

 private:
    int fd_;
};

using Skeleton = std::unique_ptr<sluice_xdp, decltype(&sluice_xdp::destroy)>;

struct Attached {
    uint32_t id = 0;
    XdpMode mode = XdpMode::native;
    std::string name;
    bool ours = false;
};

[[noreturn]] void fail(const std::string& interface, const std::string& what) {
    throw XdpError(interface + ": " + what);
}

[[noreturn]] void fail(const std::string& interface, const std::string& what, int error) {
    if (error == EPERM || error == EACCES)
        fail(interface, what + ": not permitted: this needs root, or CAP_NET_ADMIN and CAP_BPF");
    fail(interface, what + ": " + strerror(error));
}

uint32_t index_of(const std::string& interface) {
    const uint32_t ifindex = interface.size() < IF_NAMESIZE ? if_nametoindex(interface.c_str()) : 0;
    if (ifindex == 0)
        fail(interface, "no such network interface (ip link shows them)");
    return ifindex;
}

bool ask_kernel(const std::string& interface, unsigned long question, ifreq& request) {
    const Descriptor socket_fd{socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
    interface.copy(request.ifr_name, IF_NAMESIZE - 1);
    return socket_fd.get() >= 0 && ioctl(socket_fd.get(), question, &request) == 0;
}

uint32_t mtu_of(const std::string& interface) {
    ifreq request{};
    if (!ask_kernel(interface, SIOCGIFMTU, request))
        fail(interface, "cannot read its MTU", errno);
    return static_cast<uint32_t>(request.ifr_mtu);
}

// Drivers count queues that both receive and send as combined. One without the question has one.
uint32_t receive_queues_of(const std::string& interface) {
    ethtool_channels channels{};
    channels.cmd = ETHTOOL_GCHANNELS;
    ifreq request{};
    request.ifr_data = reinterpret_cast<char*>(&channels);
    if (!ask_kernel(interface, SIOCETHTOOL, request))
        return 1;
    return std::max(1U, channels.combined_count + channels.rx_count);
}

// A name in the abstract space belongs to one socket of the network namespace and is free again
// when its process dies, so it tells a dead predecessor from a living rival.
Descriptor claim(const std::string& interface) {
    Descriptor socket_fd{socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string path = "sluice/port/" + interface;
    path.copy(address.sun_path + 1, sizeof(address.sun_path) - 1);
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + path.size());
    if (bind(socket_fd.get(), reinterpret_cast<const sockaddr*>(&address), length) == 0)
        return socket_fd;
    if (errno == EADDRINUSE)
        fail(interface, "in use already, as a port of a running sluiced");
    fail(interface, "cannot claim it", errno);
}

bool has_our_mark(const bpf_prog_info& info) {
    const std::unique_ptr<btf, decltype(&btf__free)> types{btf__load_from_kernel_by_id(info.btf_id),
                                                           btf__free};
    return types && btf__find_by_name_kind(types.get(), "sluice_port_program", BTF_KIND_VAR) > 0;
}

std::optional<Attached> attached_to(const std::string& interface, uint32_t ifindex) {
    LIBBPF_OPTS(bpf_xdp_query_opts, query);
    if (const int error = bpf_xdp_query(static_cast<int>(ifindex), 0, &query))
        fail(interface, "cannot ask for its XDP program", -error);
    if (query.attach_mode == XDP_ATTACHED_NONE)
        return std::nullopt;

    Attached found;
    found.mode = query.attach_mode == XDP_ATTACHED_SKB ? XdpMode::generic : XdpMode::native;
    found.id = query.prog_id != 0       ? query.prog_id
               : query.drv_prog_id != 0 ? query.drv_prog_id
                                        : query.hw_prog_id;
    const Descriptor program{bpf_prog_get_fd_by_id(found.id)};
    if (program.get() < 0)
        fail(interface, "cannot look at XDP program " + std::to_string(found.id), errno);
    bpf_prog_info info{};
    uint32_t size = sizeof(info);
    if (bpf_obj_get_info_by_fd(program.get(), &info, &size) != 0)
        fail(interface, "cannot look at XDP program " + std::to_string(found.id), errno);
    found.name = info.name;
    found.ours = has_our_mark(info);
    return found;
}

uint32_t attach_flags(XdpMode mode) {
    return mode == XdpMode::native ? XDP_FLAGS_DRV_MODE : XDP_FLAGS_SKB_MODE;
}

void detach(const std::string& interface, uint32_t ifindex, const Attached& program) {
    const Descriptor old{bpf_prog_get_fd_by_id(program.id)};
    LIBBPF_OPTS(bpf_xdp_attach_opts, options, .old_prog_fd = old.get());
    const int error = bpf_xdp_detach(static_cast<int>(ifindex),
                                     attach_flags(program.mode) | XDP_FLAGS_REPLACE, &options);
    if (error != 0)
        fail(interface, "cannot detach XDP program " + std::to_string(program.id), -error);
}

Skeleton load(const XdpPort& port) {
    Skeleton skeleton{sluice_xdp::open(), sluice_xdp::destroy};
    if (!skeleton)
        fail(port.interface, "cannot open our XDP program", errno);
    bpf_map__set_max_entries(skeleton->maps.xsks_map, port.receive_queues);
    if (port.fragments)
        bpf_program__set_flags(skeleton->progs.xsk_def_prog, BPF_F_XDP_HAS_FRAGS);
    if (const int error = sluice_xdp::load(skeleton.get()))
        fail(port.interface, "cannot load our XDP program", -error);
    return skeleton;
}

// 0, or why the kernel refused. Replacing goes by the old program, so a change behind our back is
// refused rather than overwritten.
int try_attach(XdpPort& port, const std::optional<Attached>& old_program) {
    const Skeleton skeleton = load(port);
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
    return 0;
}

bool detach_ours(const std::string& interface) {
    const uint32_t ifindex = index_of(interface);
    const std::optional<Attached> program = attached_to(interface, ifindex);
    if (!program || !program->ours)
        return false;
    detach(interface, ifindex, *program);
    return true;
}

}  // namespace

const char* name(XdpMode mode) {
    return mode == XdpMode::native ? "native" : "generic";
}

XdpPort attach_xdp_port(const std::string& interface) {
    // Their many lines would bury our one; libxdp's is also what DPDK's driver uses, and it warns
    // of the reference count that our program does without on purpose.
    libbpf_set_print(nullptr);
    libxdp_set_print(nullptr);
    XdpPort port;
    port.interface = interface;
    port.ifindex = index_of(interface);
    port.receive_queues = receive_queues_of(interface);
    port.mtu = mtu_of(interface);
    Descriptor taken = claim(interface);

    std::optional<Attached> old_program = attached_to(interface, port.ifindex);
    if (old_program && !old_program->ours)
        fail(interface,
             "XDP program '" + old_program->name + "' (id " + std::to_string(old_program->id) +
                 ") is attached already; ip link set dev " + interface + " xdp off removes it");
    // The kernel refuses native mode beside generic, and the driver may have learnt it since.
    if (old_program && old_program->mode == XdpMode::generic) {
        detach(interface, port.ifindex, *old_program);
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
        error = try_attach(port, old_program);
        if (error == 0 || error == EPERM || error == EEXIST)
            break;
    }
    if (error != 0)
        fail(interface, "cannot attach our XDP program", error);
    port.claim = taken.release();
    return port;
}

void detach_xdp_port(XdpPort& port) {
    detach_ours(port.interface);
    if (port.claim >= 0)
        close(std::exchange(port.claim, -1));
}

bool detach_xdp_port(const std::string& interface) {
    index_of(interface);
    const Descriptor taken = claim(interface);
    return detach_ours(interface);
}

}  // namespace sluice
