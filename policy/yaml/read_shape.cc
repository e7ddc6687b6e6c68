// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/read_shape.h"

#include <array>
#include <string_view>

#include "policy/yaml/read_rate.h"

namespace sluice {
namespace {

constexpr std::array<std::string_view, 1> kScopes{"subscriber"};
constexpr std::array<std::string_view, kTrafficClassCount> kClasses{"interactive", "standard",
                                                                    "low-priority"};
// Less than 1% of the class is a packet so seldom that a rate says it better.
constexpr uint32_t kWeightLeastPermille = 10;
constexpr uint32_t kWeightMostPermille = 1000;

constexpr std::string_view kNoRate = "a rate of zero lets nothing pass; write 'drop' as the action";

void read_scope(const YamlValue& value) {
    const auto word = value.text();
    if (word == "flow" || word == "rule")
        value.complain("a queue is within one subscriber; 'police' limits a " + *word);
    else if (word)
        value.one_of(kScopes);
}

}  // namespace

Shape read_shape(const YamlValue& value) {
    Shape shape;
    const auto fields = value.fields({"per", "rate", "class", "weight", "guaranteed"});
    if (!fields)
        return shape;
    if (const auto per = fields->find("per"))
        read_scope(*per);
    if (const auto rate = fields->find("rate"))
        shape.rate_bps = read_rate(*rate, kNoRate).value_or(0);
    if (const auto word = fields->find("class"))
        if (const auto index = word->one_of(kClasses))
            shape.traffic_class = static_cast<TrafficClass>(*index);
    if (const auto weight = fields->find("weight"))
        shape.weight_permille =
            weight->permille(kWeightLeastPermille, kWeightMostPermille).value_or(0);
    const auto guaranteed = fields->find("guaranteed");
    if (guaranteed)
        shape.guaranteed_bps =
            read_rate(*guaranteed, "a guarantee of nothing; leave it out if there is none")
                .value_or(0);
    const bool other = fields->has("rate") || fields->has("class") || fields->has("weight");
    if (guaranteed && other)
        value.complain(
            "a service flow has its guaranteed rate before all classes and no more; "
            "leave out rate, class and weight, or 'guaranteed'");
    if (!guaranteed && !other)
        value.complain("says nothing; write rate, class, weight or guaranteed");
    return shape;
}

}  // namespace sluice
