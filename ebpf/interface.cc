// SPDX-License-Identifier: Apache-2.0
#include "ebpf/interface.h"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>

#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "ebpf/xdp_error.h"

namespace sluice {
namespace {

bool ask_kernel(const std::string& interface, unsigned long question, ifreq& request) {
    const Descriptor handle{socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
    interface.copy(request.ifr_name, IF_NAMESIZE - 1);
    return handle && ioctl(handle.get(), question, &request) == 0;
}

}  // namespace

void fail_interface(const std::string& interface, const std::string& what) {
    throw XdpError(interface + ": " + what);
}

void fail_interface(const std::string& interface, const std::string& what, int error) {
    if (error == EPERM || error == EACCES)
        fail_interface(interface,
                       what + ": not permitted: this needs root, or CAP_NET_ADMIN and CAP_BPF");
    fail_interface(interface, what + ": " + strerror(error));
}

uint32_t interface_index(const std::string& interface) {
    const uint32_t ifindex = interface.size() < IF_NAMESIZE ? if_nametoindex(interface.c_str()) : 0;
    if (ifindex == 0)
        fail_interface(interface, "no such network interface (ip link shows them)");
    return ifindex;
}

uint32_t interface_mtu(const std::string& interface) {
    ifreq request{};
    if (!ask_kernel(interface, SIOCGIFMTU, request))
        fail_interface(interface, "cannot read its MTU", errno);
    return static_cast<uint32_t>(request.ifr_mtu);
}

// Drivers count queues that both receive and send as combined. One without the question has one.
uint32_t interface_receive_queues(const std::string& interface) {
    ethtool_channels channels{};
    channels.cmd = ETHTOOL_GCHANNELS;
    ifreq request{};
    request.ifr_data = reinterpret_cast<char*>(&channels);
    if (!ask_kernel(interface, SIOCETHTOOL, request))
        return 1;
    return std::max(1U, channels.combined_count + channels.rx_count);
}

Descriptor claim_interface(const std::string& interface) {
    Descriptor claim{socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string path = "sluice/port/" + interface;
    path.copy(address.sun_path + 1, sizeof(address.sun_path) - 1);
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + path.size());
    if (bind(claim.get(), reinterpret_cast<const sockaddr*>(&address), length) == 0)
        return claim;
    if (errno == EADDRINUSE)
        fail_interface(interface, "in use already, as a port of a running sluiced");
    fail_interface(interface, "cannot claim it", errno);
}

bool interface_has_carrier(const std::string& interface) {
    ifreq request{};
    return ask_kernel(interface, SIOCGIFFLAGS, request) && (request.ifr_flags & IFF_RUNNING) != 0;
}

bool set_interface_up(const std::string& interface, bool up) {
    ifreq request{};
    if (!ask_kernel(interface, SIOCGIFFLAGS, request))
        return false;
    request.ifr_flags =
        static_cast<short>(up ? request.ifr_flags | IFF_UP : request.ifr_flags & ~IFF_UP);
    return ask_kernel(interface, SIOCSIFFLAGS, request);
}

}  // namespace sluice
