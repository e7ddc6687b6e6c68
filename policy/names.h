// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>

namespace sluice {

// One line for the operator.
class NamesExhausted : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

// The numbers that names have from the first time somebody asks until the process ends, so that
// subscribers and rules mean the same by them whichever of the two changes. 0 is no name.
class Names {
 public:
    // Throws NamesExhausted if there are as many as numbers.
    uint16_t number(const std::string& name) {
        if (name.empty())
            return 0;
        const auto found = numbers_.find(name);
        if (found != numbers_.end())
            return found->second;
        if (numbers_.size() == UINT16_MAX)
            throw NamesExhausted(
                "there are 65535 names of tiers, groups, sites or rules since the start, and no "
                "room for "
                "'" +
                name + "': a restart forgets the unused ones");
        const auto next = static_cast<uint16_t>(numbers_.size() + 1);
        numbers_.emplace(name, next);
        return next;
    }

 private:
    std::map<std::string, uint16_t, std::less<>> numbers_;
};

// One thread at a time.
struct PolicyNames {
    Names tiers;
    Names groups;
    Names sites;
    Names rules;
};

}  // namespace sluice
