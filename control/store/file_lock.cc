// SPDX-License-Identifier: Apache-2.0
#include "control/store/file_lock.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "control/store/database.h"

namespace sluice {

FileLock::FileLock(const std::filesystem::path& file) {
    const std::filesystem::path folder = file.parent_path();
    std::error_code error;
    if (!folder.empty())
        std::filesystem::create_directories(folder, error);
    if (error)
        throw StoreError("cannot make " + folder.string() + " for the store: " + error.message());
    descriptor_ = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor_ < 0)
        throw StoreError("cannot open " + file.string() + ": " + std::strerror(errno));
    if (flock(descriptor_, LOCK_EX | LOCK_NB) == 0)
        return;
    const int why = errno;
    close(descriptor_);
    throw StoreError(why == EWOULDBLOCK
                         ? file.string() + " is held: another sluiced uses this store"
                         : "cannot lock " + file.string() + ": " + std::strerror(why));
}

FileLock::~FileLock() {
    close(descriptor_);
}

}  // namespace sluice
