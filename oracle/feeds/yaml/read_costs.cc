// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/yaml/read_costs.h"

#include <charconv>
#include <cmath>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "oracle/feeds/yaml/read_pair.h"

namespace sluice {
namespace {

constexpr float kMostCost = 1e6F;

std::optional<float> find_cost(const YamlFields& fields, std::string_view key) {
    const auto value = fields.find(key);
    return value ? read_cost(*value) : std::nullopt;
}

// What is said while the file is read. Of a pair, what is said first holds.
class CostTable {
 public:
    explicit CostTable(size_t pids) : pids_(pids), costs_(pids * pids), is_said_(pids * pids) {}

    // Whether nothing was said before.
    bool say(size_t from, size_t to, float cost) {
        const size_t cell = from * pids_ + to;
        if (is_said_[cell])
            return false;
        is_said_[cell] = true;
        costs_[cell] = cost;
        return true;
    }

    CostMap map(float every_pair) const {
        CostMap map(pids_, every_pair);
        for (size_t from = 0; from < pids_; ++from)
            for (size_t to = 0; to < pids_; ++to)
                if (const float cost = costs_[from * pids_ + to]; cost != every_pair)
                    map.set(static_cast<Pid>(from), static_cast<Pid>(to), cost);
        return map;
    }

 private:
    size_t pids_;
    std::vector<float> costs_;
    std::vector<bool> is_said_;
};

// The pairs of a topology file, one after the other.
class PairReader {
 public:
    PairReader(const LocationNames& names, CostTable& table) : names_(names), table_(table) {}

    void read(const YamlValue& value) {
        for (const YamlValue& item : value.items()) {
            read_item(item);
            if (cells_ > kMostPairs) {
                item.complain(
                    "these pairs say more than there is room for; name points of "
                    "presence or '*' less often");
                return;
            }
        }
    }

 private:
    void read_item(const YamlValue& item) {
        const size_t complaints_before = item.report().count();
        const auto fields = item.fields({"between", "from", "to", "cost"});
        if (!fields)
            return;
        const LocationPairs pairs = read_pair(*fields, names_);
        const auto value = fields->require("cost");
        const auto cost = value ? read_cost(*value) : std::nullopt;
        if (cost && item.report().count() == complaints_before)
            say(item, pairs, *cost);
    }

    void say(const YamlValue& item, const LocationPairs& pairs, float cost) {
        cells_ += pairs.count();
        if (cells_ > kMostPairs)
            return;
        bool is_new = false;
        pairs.each([&](Pid from, Pid to) { is_new |= table_.say(from, to, cost); });
        if (!is_new && pairs.count() > 0)
            item.complain(
                "says nothing that is not said above; the first that says something of "
                "two PIDs holds, so write the particular before the general");
    }

    const LocationNames& names_;
    CostTable& table_;
    size_t cells_ = 0;
};

}  // namespace

std::optional<float> read_cost(const YamlValue& value) {
    const auto text = value.text();
    if (!text)
        return std::nullopt;
    float cost = 0;
    const char* const end = text->data() + text->size();
    const auto [stopped, error] =
        std::from_chars(text->data(), end, cost, std::chars_format::fixed);
    if (error == std::errc{} && stopped == end && cost >= 0 && cost <= kMostCost)
        return std::fabs(cost);  // not -0
    value.complain("is no cost: a number from 0 to 1000000, like 10 or 2.5");
    return std::nullopt;
}

CostMap read_costs(const YamlValue& value, const LocationNames& names, const CostMap* otherwise) {
    const size_t pids = names.pid_count();
    const auto fields = value.fields({"own", "same_point_of_presence", "others", "pairs"});
    if (!fields)
        return CostMap(pids);
    CostTable table(pids);
    if (const auto pairs = fields->find("pairs"))
        PairReader(names, table).read(*pairs);
    const auto own = find_cost(*fields, "own");
    const auto same_point = find_cost(*fields, "same_point_of_presence");
    const auto others = find_cost(*fields, "others");
    if (same_point && !names.has_points())
        fields->find("same_point_of_presence")
            ->complain("there are no points_of_presence; name them, or leave this out");
    for (size_t i = 0; i < pids * pids; ++i) {
        const auto from = static_cast<Pid>(i / pids);
        const auto to = static_cast<Pid>(i % pids);
        float cost = otherwise != nullptr ? otherwise->cost(from, to)
                     : from == to         ? 0
                                          : CostMap::kUnknown;
        if (from == to)
            cost = own.value_or(cost);
        else if (same_point && names.share_a_point(from, to))
            cost = *same_point;
        else
            cost = others.value_or(cost);
        table.say(from, to, cost);
    }
    return table.map(
        others.value_or(otherwise != nullptr ? otherwise->every_pair() : CostMap::kUnknown));
}

}  // namespace sluice
