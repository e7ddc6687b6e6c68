// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "policy/locality/locality_table.h"

namespace sluice {

// The file that says which addresses are local, peering and transit: read when it begins, and again
// in a thread of its own whenever it is another. One with a mistake leaves what there was.
class LocalityWatch {
 public:
    using Time = std::chrono::system_clock::time_point;
    struct Sinks {
        // What counts from now on.
        std::function<void(std::shared_ptr<const LocalityTable>)> publish;
        // One line, for the audit log: kind as there, what it is about, and how it is.
        std::function<void(const std::string& kind, const std::string& detail)> tell;
    };
    struct State {
        std::string file;
        std::optional<Time> read_at;  // when what counts was read; nothing: nothing does
        size_t prefixes = 0;          // of what counts
        size_t memory_bytes = 0;
        uint64_t refused = 0;   // files, since the start
        std::string objection;  // to the file as it is now; empty: it counts
    };

    // file: empty: there is none, and nothing is ever published. Looked at every so often.
    LocalityWatch(std::string file, Sinks sinks,
                  std::chrono::milliseconds every = std::chrono::seconds(2));

    State state() const;  // any thread

 private:
    // What tells one version of a file from the next.
    struct Version {
        int64_t changed_ns;  // its bytes, its name, or who may read it
        int64_t bytes;
        uint64_t inode;
        bool is_file;
        friend bool operator==(const Version&, const Version&) = default;
    };

    void look();
    static std::optional<Version> version_of(const std::string& file);
    void take(std::shared_ptr<const LocalityTable> table);
    void refuse(std::string objection);

    const Sinks sinks_;
    std::optional<Version> seen_;  // the thread's alone
    mutable std::mutex mutex_;     // of state_
    State state_;
    std::mutex waiting_;
    std::condition_variable_any stopping_;
    std::jthread thread_;  // last: it uses the others
};

}  // namespace sluice
