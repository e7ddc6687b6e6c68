// SPDX-License-Identifier: Apache-2.0
#include "oracle/alto/property_map.h"

#include <algorithm>
#include <span>

#include "oracle/alto/json_text.h"

namespace sluice {
namespace {

const Prefix& everything(bool ipv4) {
    static const Prefix all_ipv4 = *Prefix::parse("0.0.0.0/0");
    static const Prefix all_ipv6 = *Prefix::parse("::/0");
    return ipv4 ? all_ipv4 : all_ipv6;
}

// The prefixes of a location that lie in the block and are longer; ascending, as the map has them.
std::span<const Prefix> parts_of(std::span<const Prefix> prefixes, const Prefix& block) {
    const bool ipv4 = block.address.is_ipv4();
    const auto is_before = [&](const Prefix& one, const IpAddress& address) {
        return one.address.is_ipv4() != ipv4 ? !ipv4 : one.address < address;
    };
    auto first = std::lower_bound(prefixes.begin(), prefixes.end(), block.address, is_before);
    while (first != prefixes.end() && first->address == block.address &&
           first->address.is_ipv4() == ipv4 && first->length <= block.length)
        ++first;
    const IpAddress last = block.last();
    auto end = first;
    for (size_t step = 1; end != prefixes.end();) {  // most blocks have few parts
        const auto far = end + static_cast<ptrdiff_t>(std::min<size_t>(
                                   step, static_cast<size_t>(prefixes.end() - end)));
        end = std::partition_point(end, far, [&](const Prefix& one) {
            return one.address.is_ipv4() == ipv4 && one.address <= last;
        });
        if (end != far)
            break;
        step *= 2;
    }
    return {first, end};
}

// The first address of the block that no part holds. parts: ascending.
std::optional<IpAddress> first_outside(const Prefix& block, std::span<const Prefix> parts) {
    IpAddress next = block.address;
    const IpAddress last = block.last();
    for (const Prefix& part : parts) {
        if (next < part.address)
            return next;
        const IpAddress last_of_part = part.last();
        if (last_of_part < next)
            continue;  // within one before
        if (last_of_part == last)
            return std::nullopt;
        next = last_of_part;
        for (size_t i = next.bytes.size(); i-- > 0 && ++next.bytes[i] == 0;) {
        }
    }
    return next;
}

}  // namespace

void PropertyMap::add_location(const Prefix& entity) {
    const NetworkMap& map = topology_.map();
    if (entity.is_one_address()) {
        values_.push_back({entity, EntityProperty::location, map.find(entity.address)});
        return;
    }
    std::vector<Prefix> parts;
    for (size_t pid = 0; pid < map.names().size(); ++pid) {
        for (const Prefix& part : parts_of(map.prefixes(static_cast<Pid>(pid)), entity)) {
            values_.push_back({part, EntityProperty::location, static_cast<uint32_t>(pid)});
            parts.push_back(part);
        }
    }
    std::ranges::sort(parts);
    // What no part holds is all in one location, that of the longest prefix around the block.
    if (const auto outside = first_outside(entity, parts))
        values_.push_back({entity, EntityProperty::location, map.find(*outside)});
}

// In halves of halves, until each is of one AS, or of nobody's.
void PropertyMap::add_origins(const Prefix& block, size_t most) {
    // ::ffff:0:0/96 is no block of IPv6 that means anything, nor are those that end there.
    if (!topology_.parts().origins || values_.size() > most ||
        block.last().is_ipv4() != block.address.is_ipv4())
        return;
    const auto as = topology_.parts().origins->only(block);
    if (as && *as != 0)
        values_.push_back({block, EntityProperty::origin_as, *as});
    if (as)
        return;
    const auto length = static_cast<uint8_t>(block.length + 1);
    const Prefix low = Prefix::covering(block.address, length);
    add_origins(low, most);
    add_origins(Prefix::covering(block.last(), length), most);
}

std::optional<std::string> PropertyMap::filtered(const PropertyQuestion& question, size_t most) {
    values_.clear();
    std::vector<Prefix> entities = question.entities;
    if (entities.empty())
        entities = {everything(true), everything(false)};
    // Each is in some location: there is always a property.
    const bool lists_alone = question.properties.none() && !question.entities.empty();
    const bool tells_locations = question.properties.none() ||
                                 question.properties[static_cast<size_t>(EntityProperty::location)];
    if (entities.size() > most)
        return std::nullopt;
    size_t work = 0;
    for (const Prefix& entity : entities) {
        if (lists_alone) {
            values_.push_back({entity, EntityProperty::location, 0});
            continue;
        }
        work += entity.is_one_address() ? 1 : topology_.map().names().size();
        if (work > most)
            return std::nullopt;
        if (tells_locations)
            add_location(entity);
        if (question.properties[static_cast<size_t>(EntityProperty::origin_as)])
            add_origins(entity, most);
        if (values_.size() > most)
            return std::nullopt;
    }
    return text(question.properties.any());
}

std::string PropertyMap::whole() {
    values_.clear();
    add_location(everything(true));
    add_location(everything(false));
    std::string whole = text(true);
    whole.shrink_to_fit();
    return whole;
}

// Each entity once, with what was found of it.
std::string PropertyMap::text(bool with_values) {
    std::ranges::sort(values_);
    values_.erase(std::unique(values_.begin(), values_.end()), values_.end());
    std::string out = R"({"meta":{"dependent-vtags":[)";
    out += version_tag_;
    out += R"(]},"property-map":{)";
    bool first = true;
    for (auto value = values_.begin(); value != values_.end();) {
        append_json_comma(out, first);
        append_entity(out, value->entity);
        out += ":{";
        bool first_value = true;
        for (const Prefix entity = value->entity; value != values_.end() && value->entity == entity;
             ++value) {
            if (!with_values)
                continue;
            append_json_comma(out, first_value);
            append_value(out, *value);
        }
        out += '}';
    }
    out += "}}";
    return out;
}

// Values are strings (RFC 7285, section 11.4.1.6), the number of an AS, too.
void PropertyMap::append_value(std::string& out, const Value& value) const {
    append_json_name(out, kEntityProperties[static_cast<size_t>(value.property)]);
    out += ':';
    append_json_name(out, value.property == EntityProperty::location
                              ? std::string(names_.name(static_cast<Pid>(value.value)))
                              : std::to_string(value.value));
}

}  // namespace sluice
