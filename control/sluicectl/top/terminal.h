// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace sluice {

// The whole terminal, until this is gone; then it is as it was. Only what changed is sent, so a
// slow line carries little. Not for two at once.
class Terminal {
 public:
    Terminal();  // throws std::runtime_error if there is none
    ~Terminal();
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;

    size_t lines() const;
    size_t columns() const;
    void show(const std::vector<std::string>& page);
    // A key, or nothing (-1) after so long; 0: the terminal has another size now.
    int wait_for_key(int milliseconds);
    // A line typed at the foot, after a word; what it was at first if nothing is.
    std::string read_line(const std::string& word);
};

}  // namespace sluice
