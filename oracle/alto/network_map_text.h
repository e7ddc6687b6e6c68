// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "oracle/alto/requests.h"
#include "oracle/rank/network_map.h"

namespace sluice {

// A network map as it is told (RFC 7285, section 11.2.1): complete, which the map itself need not
// be. What no prefix holds is in a location of its own, "elsewhere", which no cost is told of.
// Immutable; any thread.
class NetworkMapText {
 public:
    // version_tag: the object that "vtag" is.
    NetworkMapText(const NetworkMap& map, std::string_view version_tag);

    const std::shared_ptr<const std::string>& whole() const { return whole_; }
    // Only the locations and kinds of address that are asked for.
    std::shared_ptr<const std::string> filtered(const NetworkMapFilter& filter) const;

    // Of any Pid that the map finds; kNoPid is found only where there is an "elsewhere".
    std::string_view name(Pid pid) const {
        return pid < names_.size() ? names_[pid] : names_.back();
    }

    // By Pid, then that of "elsewhere" if there is one.
    std::span<const std::string> names() const { return names_; }
    // Its place among names(), or how many there are.
    size_t find(std::string_view name) const;
    // Of IPv4 and of IPv6, as an array has them between its brackets. place: among names().
    std::array<std::string_view, 2> prefixes(size_t place) const {
        return {slice(places_[place].ipv4), slice(places_[place].ipv6)};
    }

 private:
    // Where in the whole text a location's prefixes of each kind stand, without the brackets.
    struct Place {
        std::pair<size_t, size_t> ipv4;
        std::pair<size_t, size_t> ipv6;
    };

    std::string_view slice(std::pair<size_t, size_t> of) const {
        return std::string_view(*whole_).substr(of.first, of.second - of.first);
    }

    std::string begin_;  // of every text, filtered or not
    std::vector<std::string> names_;
    std::vector<uint32_t> by_name_;  // places among names_, ascending by name
    std::vector<Place> places_;
    std::shared_ptr<const std::string> whole_;
};

}  // namespace sluice
