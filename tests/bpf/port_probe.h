// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sluice {

// The id of the XDP program that the interface has; 0: none.
uint32_t attached_program_id(const std::string& interface);

// What the program says to a frame of so many bytes that arrives on queue 0; as XDP_... does.
int verdict(uint32_t program_id, size_t frame_bytes = 64);
int verdict_on(uint32_t program_id, const std::vector<uint8_t>& frame);

// Of the clock that programs go by.
uint64_t monotonic_ns();

// Listens on a queue by libxdp, as DPDK's driver does: no program of its own, an attached one is
// adopted. It listens until the process ends.
bool listen_on(const std::string& interface, uint32_t queue);

// In a process of its own, which then ends, as sockets do: while a worker listens on queue 0 of the
// interface. What act expects there is expected here.
template <typename Act>
void while_somebody_listens(const std::string& interface, Act act) {
    const pid_t child = fork();
    if (child == 0) {
        if (!listen_on(interface, 0))
            _exit(3);
        act();
        _exit(testing::Test::HasFailure() ? 1 : 0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "status " << status;
}

}  // namespace sluice
