// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace sluice {

// Keeps a second process out. The kernel lets go of it when the process ends, however that is, so
// a lock is never stale.
class FileLock {
 public:
    // Throws StoreError if another process has it or the file cannot be made.
    explicit FileLock(const std::filesystem::path& file);
    ~FileLock();
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;

 private:
    int descriptor_ = -1;
};

}  // namespace sluice
