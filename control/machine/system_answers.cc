// SPDX-License-Identifier: Apache-2.0
#include "control/machine/system_answers.h"

#include <algorithm>
#include <cstring>
#include <filesystem>

#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <unistd.h>

namespace sluice {
namespace {

template <size_t N>
std::string text_of(const char (&field)[N]) {
    return {field, strnlen(field, N)};
}

std::optional<SystemAnswers::Driver> driver_of(int socket, const std::string& interface) {
    ethtool_drvinfo info{};
    info.cmd = ETHTOOL_GDRVINFO;
    ifreq request{};
    if (interface.size() >= sizeof request.ifr_name)
        return std::nullopt;
    std::copy(interface.begin(), interface.end(), request.ifr_name);
    request.ifr_data = reinterpret_cast<char*>(&info);
    if (ioctl(socket, SIOCETHTOOL, &request) != 0)
        return std::nullopt;
    return SystemAnswers::Driver{.name = text_of(info.driver),
                                 .firmware = text_of(info.fw_version)};
}

std::optional<bool> clock_synchronised() {
    timex nothing_to_change{};
    if (ntp_adjtime(&nothing_to_change) < 0)
        return std::nullopt;
    return (nothing_to_change.status & STA_UNSYNC) == 0;
}

std::optional<uint64_t> free_disk_bytes(std::filesystem::path path) {
    std::error_code error;
    while (!std::filesystem::exists(path, error) && path.has_relative_path())
        path = path.parent_path();
    struct statvfs disk {};
    if (statvfs(path.c_str(), &disk) != 0)
        return std::nullopt;
    return uint64_t{disk.f_bavail} * disk.f_frsize;
}

CpuList usable_cores() {
    cpu_set_t set;
    CPU_ZERO(&set);
    CpuList cores;
    if (sched_getaffinity(0, sizeof set, &set) != 0)
        return cores;
    for (unsigned core = 0; core < CPU_SETSIZE; ++core) {
        if (CPU_ISSET(core, &set))
            cores.insert(core);
    }
    return cores;
}

}  // namespace

SystemAnswers ask_system(const std::set<std::string>& interfaces, const std::string& disk_path) {
    SystemAnswers answers{.drivers = {},
                          .clock_synchronised = clock_synchronised(),
                          .free_disk_bytes = free_disk_bytes(disk_path),
                          .usable_cores = usable_cores()};
    const int asking = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (asking < 0)
        return answers;
    for (const std::string& interface : interfaces) {
        if (const auto driver = driver_of(asking, interface))
            answers.drivers.emplace(interface, *driver);
    }
    close(asking);
    return answers;
}

}  // namespace sluice
