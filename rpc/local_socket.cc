// SPDX-License-Identifier: Apache-2.0
#include "rpc/local_socket.h"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace sluice {
namespace {

bool somebody_answers(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    const int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool answers =
        connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    close(probe);
    return answers;
}

}  // namespace

void claim_local_socket(const std::string& path, std::string_view program, std::string_view key) {
    const auto folder = std::filesystem::path(path).parent_path();
    std::error_code error;
    if (!folder.empty())
        std::filesystem::create_directories(folder, error);
    if (error)
        throw ListenError("cannot make " + folder.string() + " for the socket: " + error.message());
    struct stat found {};
    if (lstat(path.c_str(), &found) != 0)
        return;
    if (!S_ISSOCK(found.st_mode))
        throw ListenError(path + " is in the way: it is no socket; name another path in " +
                          std::string(key) + " or remove it");
    if (somebody_answers(path))
        throw ListenError(path + " is in use: is another " + std::string(program) + " running?");
    if (unlink(path.c_str()) != 0)
        throw ListenError("cannot remove the stale socket " + path + ": " + std::strerror(errno));
}

}  // namespace sluice
