// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/yaml/read_as_numbers.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace sluice {
namespace {

constexpr uint32_t kAsTrans = 23456;  // RFC 6793: stands for others

std::optional<uint32_t> read_as_number(const YamlValue& value) {
    const auto text = value.name();
    if (!text)
        return std::nullopt;
    std::string_view digits = *text;
    if (digits.starts_with("AS") || digits.starts_with("as"))
        digits.remove_prefix(2);
    uint32_t number = 0;
    const char* const end = digits.data() + digits.size();
    const auto [stopped, error] = std::from_chars(digits.data(), end, number);
    if (error == std::errc{} && stopped == end && number != 0 && number != kAsTrans)
        return number;
    value.complain("'" + *text + "' is no AS number: a number from 1 to 4294967295, like 64496");
    return std::nullopt;
}

}  // namespace

std::vector<uint32_t> read_as_numbers(const YamlValue& value) {
    std::vector<uint32_t> numbers;
    for (const YamlValue& item : value.one_or_more())
        if (const auto number = read_as_number(item))
            numbers.push_back(*number);
    std::sort(numbers.begin(), numbers.end());
    const auto twice = std::adjacent_find(numbers.begin(), numbers.end());
    if (twice != numbers.end())
        value.complain("AS " + std::to_string(*twice) + " is here twice");
    return numbers;
}

Neighbours read_neighbours(const YamlFields& fields) {
    Neighbours neighbours;
    std::map<uint32_t, std::string> places;
    const auto read = [&](const std::optional<YamlValue>& value, std::vector<uint32_t>& list) {
        if (!value)
            return;
        list = read_as_numbers(*value);
        for (const uint32_t as : list) {
            const auto [place, is_new] = places.emplace(as, value->path());
            if (!is_new && place->second != value->path())
                value->complain("AS " + std::to_string(as) + " is in " + place->second +
                                " too; it is one thing or the other");
        }
    };
    read(fields.find("own_as"), neighbours.own);
    const auto value = fields.find("neighbours");
    const auto lists =
        value ? value->fields({"customers", "peers", "transit"}) : std::optional<YamlFields>{};
    if (!lists)
        return neighbours;
    read(lists->find("customers"), neighbours.customers);
    read(lists->find("peers"), neighbours.peers);
    read(lists->find("transit"), neighbours.transit);
    return neighbours;
}

}  // namespace sluice
