// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "oracle/alto/network_map_text.h"
#include "oracle/alto/requests.h"
#include "oracle/rank/topology.h"
#include "policy/address.h"

namespace sluice {

// Properties of addresses and blocks (RFC 9240): the location that a network map has them in, and
// the AS that originates them. Works in the memory of one answer; any thread.
class PropertyMap {
 public:
    // All outlive it. version_tag: of the network map.
    PropertyMap(const Topology& topology, const NetworkMapText& names, std::string_view version_tag)
        : topology_(topology), names_(names), version_tag_(version_tag) {}

    // Section 8.6; nothing if that is more than `most` values, or as much work. A block of several
    // locations or ASes is told by its parts.
    std::optional<std::string> filtered(const PropertyQuestion& question, size_t most);

    // Section 7.6: the location of everything, as blocks that inherit from those around them.
    std::string whole();

 private:
    struct Value {
        Prefix entity;
        EntityProperty property;
        uint32_t value;  // a Pid or the number of an AS

        friend auto operator<=>(const Value&, const Value&) = default;
    };

    void add_location(const Prefix& entity);
    void add_parts_of_location(const Prefix& block, Pid pid);
    void add_origins(const Prefix& block, size_t most);
    std::string text(bool with_values);
    void append_value(std::string& out, const Value& value) const;

    const Topology& topology_;
    const NetworkMapText& names_;
    const std::string_view version_tag_;
    std::vector<Value> values_;
};

}  // namespace sluice
