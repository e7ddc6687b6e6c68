// SPDX-License-Identifier: Apache-2.0
#include "oracle/alto/merge_patch.h"

#include <array>
#include <optional>
#include <vector>

#include "oracle/alto/json_text.h"

namespace sluice {
namespace {

constexpr std::string_view kNull = "null";

void append_member(std::string& out, bool& first, std::string_view name, std::string_view json) {
    append_json_comma(out, first);
    append_json_name(out, name);
    out += ':';
    out += json;
}

// What changed of one location's prefixes; empty: nothing.
std::string changed_prefixes(std::array<std::string_view, 2> before,
                             std::array<std::string_view, 2> after) {
    constexpr std::array<std::string_view, 2> kKinds = {"ipv4", "ipv6"};
    std::string out;
    bool first = true;
    for (size_t i = 0; i < kKinds.size(); ++i) {
        if (before[i] == after[i])
            continue;
        append_json_comma(out, first);
        append_json_name(out, kKinds[i]);
        out += ':';
        if (after[i].empty())
            out += kNull;
        else
            ((out += '[') += after[i]) += ']';
    }
    return out;
}

// Costs of the same locations, by their names, in two topologies.
class CostChanges {
 public:
    CostChanges(const Topology& before, const Topology& after) : before_(before), after_(after) {
        for (const std::string& name : after.map().names())
            before_of_.push_back(before.map().named(name).value_or(kNoPid));
        const auto names = before.map().names();
        for (size_t pid = 0; pid < names.size(); ++pid)
            if (!after.map().named(names[pid]))
                gone_.push_back(static_cast<Pid>(pid));
    }

    std::string json() const {
        std::string out = "{";
        bool first = true;
        const auto names = after_.map().names();
        for (size_t from = 0; from < names.size(); ++from)
            append_row(out, first, names[from], static_cast<Pid>(from));
        for (const Pid from : gone_)
            if (has_row(before_, from))
                append_member(out, first, before_.map().names()[from], kNull);
        out += '}';
        return out;
    }

 private:
    static bool has_row(const Topology& topology, Pid from) {
        const size_t pids = topology.map().names().size();
        for (size_t to = 0; to < pids; ++to)
            if (topology.routing_cost().cost(from, static_cast<Pid>(to)) < CostMap::kUnknown)
                return true;
        return false;
    }

    // A source of which nothing is known is not in a map at all.
    void append_row(std::string& out, bool& first, std::string_view source, Pid from) const {
        const Pid before_from = before_of_[from];
        const bool was_there = has_row(before_, before_from);
        if (!has_row(after_, from)) {
            if (was_there)
                append_member(out, first, source, kNull);
            return;
        }
        std::string row;
        bool first_of_row = true;
        for (size_t to = 0; to < before_of_.size(); ++to) {
            const float was = before_.routing_cost().cost(before_from, before_of_[to]);
            const float is = after_.routing_cost().cost(from, static_cast<Pid>(to));
            if (is == was)
                continue;
            append_member(row, first_of_row, after_.map().names()[to], "");
            if (is < CostMap::kUnknown)
                append_json_cost(row, is);
            else
                row += kNull;
        }
        for (const Pid to : gone_)
            if (before_.routing_cost().cost(before_from, to) < CostMap::kUnknown)
                append_member(row, first_of_row, before_.map().names()[to], kNull);
        if (!row.empty())
            append_member(out, first, source, "{" + row + "}");
    }

    const Topology& before_;
    const Topology& after_;
    std::vector<Pid> before_of_;  // by what they are now
    std::vector<Pid> gone_;       // as they were
};

}  // namespace

std::string network_map_patch(const NetworkMapText& before, const NetworkMapText& after,
                              std::string_view version_tag) {
    std::string out = R"({"meta":{"vtag":)" + std::string(version_tag) + R"(},"network-map":{)";
    bool first = true;
    for (size_t i = 0; i < after.names().size(); ++i) {
        const size_t was = before.find(after.names()[i]);
        const bool is_new = was == before.names().size();
        const std::string changes = changed_prefixes(
            is_new ? std::array<std::string_view, 2>() : before.prefixes(was), after.prefixes(i));
        if (is_new || !changes.empty())
            append_member(out, first, after.names()[i], "{" + changes + "}");
    }
    for (const std::string& name : before.names())
        if (after.find(name) == after.names().size())
            append_member(out, first, name, kNull);
    out += "}}";
    return out;
}

std::string cost_map_patch(const Topology& before, const Topology& after,
                           std::string_view version_tag) {
    return R"({"meta":{"dependent-vtags":[)" + std::string(version_tag) + R"(]},"cost-map":)" +
           CostChanges(before, after).json() + "}";
}

}  // namespace sluice
