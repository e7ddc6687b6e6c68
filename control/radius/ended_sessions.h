// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>

namespace sluice {

// Sessions that were stopped, so that nothing late or replayed opens them again. One thread at a
// time.
class EndedSessions {
 public:
    static constexpr size_t kMost = 1u << 20;  // then the oldest are forgotten early

    explicit EndedSessions(uint64_t remember_ns) : remember_ns_(remember_ns) {
        ended_.reserve(kMost);  // growing would keep requests waiting
    }

    // told_at_s: when, by its source's clock, in Unix time.
    void add(const std::string& key, int64_t told_at_s, uint64_t now_ns);
    // When the session of that key ended; nothing if it is not known to have.
    std::optional<int64_t> find(const std::string& key, uint64_t now_ns) const;
    void forget(const std::string& key);
    size_t size() const { return ended_.size(); }

 private:
    struct Ended {
        int64_t told_at_s;
        uint64_t at_ns;
    };
    struct Remembered {
        uint64_t key;
        uint64_t at_ns;
    };

    const uint64_t remember_ns_;
    std::unordered_map<uint64_t, Ended> ended_;  // by the key's hash
    std::deque<Remembered> order_;
};

}  // namespace sluice
