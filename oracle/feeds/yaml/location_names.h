// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "oracle/rank/pid.h"
#include "policy/yaml/value.h"

namespace sluice {

// What a topology file calls locations by: a PID, a point of presence, or "*" for all of them.
class LocationNames {
 public:
    static constexpr size_t kNoPoint = SIZE_MAX;

    void add_pid(const std::string& name);
    // points_of_presence: { hamburg: [north-dsl, north-ftth] }
    void read_points_of_presence(const YamlValue& value);

    size_t pid_count() const { return point_of_.size(); }
    bool has_points() const { return has_points_; }
    bool share_a_point(Pid a, Pid b) const {
        return point_of_[a] != kNoPoint && point_of_[a] == point_of_[b];
    }

    // The PIDs that a name stands for. Complains, and gives nothing, if there is none of it.
    std::optional<std::span<const Pid>> read(const YamlValue& value) const;

 private:
    void complain_of_unknown(const YamlValue& value, std::string_view name) const;

    std::map<std::string, std::vector<Pid>, std::less<>> pids_of_;
    std::vector<Pid> all_;
    std::vector<size_t> point_of_;  // by PID
    bool has_points_ = false;
};

}  // namespace sluice
