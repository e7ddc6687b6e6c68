// SPDX-License-Identifier: Apache-2.0
#include "dataplane/eal.h"

#include <cstdio>
#include <cstring>
#include <fstream>
#include <mutex>
#include <utility>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_log.h>
#include <rte_mempool.h>
#include <sched.h>
#include <unistd.h>

#include "dataplane/publish.h"

namespace sluice {
namespace {

constexpr size_t kHugePageBytes = size_t{2} << 20;
constexpr size_t kMebibyte = size_t{1} << 20;

// DPDK reports why something failed only by its log. The first error is the reason, those after it
// tell what it led to; without one, the last warning is the best there is.
class DpdkLog {
 public:
    void write(const char* text, size_t length) {
        const std::lock_guard lock(mutex_);
        std::string line(text, length);
        while (!line.empty() && line.back() == '\n')
            line.pop_back();
        const bool error = rte_log_cur_msg_loglevel() <= static_cast<int>(RTE_LOG_ERR);
        if (!line.empty() && !found_error_) {
            complaint_ = line;
            found_error_ = error;
        }
        if (shown_)
            std::fprintf(stderr, "dpdk: %s\n", line.c_str());
    }

    std::string take() {
        const std::lock_guard lock(mutex_);
        found_error_ = false;
        return std::exchange(complaint_, {});
    }

    void show() {
        const std::lock_guard lock(mutex_);
        shown_ = true;
    }

 private:
    std::mutex mutex_;
    std::string complaint_;
    bool found_error_ = false;
    bool shown_ = false;
};

DpdkLog& dpdk_log() {
    static DpdkLog log;
    return log;
}

ssize_t write_log(void*, const char* text, size_t length) {
    dpdk_log().write(text, length);
    return static_cast<ssize_t>(length);
}

size_t free_huge_pages() {
    std::ifstream file("/sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages");
    size_t pages = 0;
    file >> pages;
    return pages;
}

std::vector<std::string> arguments_for(const EalSettings& settings, bool huge_pages) {
    std::vector<std::string> arguments = {"sluiced", "--no-telemetry", "--log-level=*:warning",
                                          "-l", std::to_string(settings.control_core)};
    if (huge_pages) {
        arguments.push_back("--in-memory");
    } else {
        // --in-memory and --no-huge refuse each other.
        const size_t mebibytes = settings.packet_memory_bytes / kMebibyte + 64;
        arguments.insert(arguments.end(),
                         {"--no-huge", "--no-shconf", "-m", std::to_string(mebibytes)});
    }
    if (settings.pci_devices.empty())
        arguments.push_back("--no-pci");
    for (const std::string& device : settings.pci_devices)
        arguments.insert(arguments.end(), {"-a", device});
    return arguments;
}

}  // namespace

std::string take_dpdk_complaint() {
    const std::string complaint = dpdk_log().take();
    return complaint.empty() ? rte_strerror(rte_errno) : complaint;
}

Eal start_eal(const EalSettings& settings) {
    cpu_set_t cpus;
    CPU_ZERO(&cpus);
    sched_getaffinity(0, sizeof cpus, &cpus);

    // EAL keeps the stream for good.
    FILE* const stream = fopencookie(
        nullptr, "w", {.read = nullptr, .write = write_log, .seek = nullptr, .close = nullptr});
    setvbuf(stream, nullptr, _IOLBF, 0);
    rte_openlog_stream(stream);

    Eal eal;
    eal.huge_pages =
        free_huge_pages() * kHugePageBytes >= settings.packet_memory_bytes + 16 * kMebibyte;
    std::vector<std::string> arguments = arguments_for(settings, eal.huge_pages);
    std::vector<char*> argv;
    for (std::string& argument : arguments)
        argv.push_back(argument.data());
    if (rte_eal_init(static_cast<int>(argv.size()), argv.data()) < 0)
        throw DataplaneError("DPDK does not start: " + take_dpdk_complaint());

    sched_setaffinity(0, sizeof cpus, &cpus);
    return eal;
}

void show_dpdk_log() {
    dpdk_log().show();
}

}  // namespace sluice
