// SPDX-License-Identifier: Apache-2.0
#include "control/failover/bypass_command.h"

#include <csignal>
#include <cstring>
#include <thread>

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sluice {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kLook{5};

// Our threads block the signals that the daemon waits for; a program is not to inherit that.
class Attributes {
 public:
    Attributes() {
        posix_spawnattr_init(&attributes_);
        sigset_t none;
        sigemptyset(&none);
        posix_spawnattr_setsigmask(&attributes_, &none);
        posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK);
    }
    ~Attributes() { posix_spawnattr_destroy(&attributes_); }
    Attributes(const Attributes&) = delete;
    Attributes& operator=(const Attributes&) = delete;

    const posix_spawnattr_t* get() const { return &attributes_; }

 private:
    posix_spawnattr_t attributes_;
};

std::string outcome(int status) {
    if (WIFSIGNALED(status))
        return "ended by signal " + std::to_string(WTERMSIG(status));
    if (WEXITSTATUS(status) != 0)
        return "exit code " + std::to_string(WEXITSTATUS(status));
    return {};
}

}  // namespace

std::string run_bypass_command(const std::string& program, const std::string& link,
                               LinkForce wanted, milliseconds patience) {
    std::string words[] = {program, link, name(wanted)};
    char* const arguments[] = {words[0].data(), words[1].data(), words[2].data(), nullptr};
    const Attributes attributes;
    pid_t child = 0;
    if (const int error =
            posix_spawn(&child, program.c_str(), nullptr, attributes.get(), arguments, environ))
        return strerror(error);

    const auto deadline = steady_clock::now() + patience;
    int status = 0;
    while (waitpid(child, &status, WNOHANG) == 0) {
        if (steady_clock::now() >= deadline) {
            kill(child, SIGKILL);
            waitpid(child, &status, 0);
            return "not done after " + std::to_string(patience.count()) + " ms";
        }
        std::this_thread::sleep_for(kLook);
    }
    return outcome(status);
}

}  // namespace sluice
