// SPDX-License-Identifier: Apache-2.0
#include "oracle/alto/read_cost_question.h"

#include <optional>
#include <vector>

namespace sluice {
namespace {

constexpr std::string_view kOne = "cost-type";
constexpr std::string_view kSeveral = "multi-cost-types";
constexpr std::string_view kTested = "testable-cost-types";
constexpr std::string_view kAll = "constraints";
constexpr std::string_view kAnyOf = "or-constraints";
constexpr std::string_view kCalendared = "calendared";

std::optional<AltoCostType> read_cost_type(const RequestFields& cost_type,
                                           const OfferedCosts& offered) {
    const auto metric = cost_type.text("cost-metric");
    const auto mode = cost_type.text("cost-mode");
    if (!metric || !mode)
        return std::nullopt;
    bool is_metric = false;
    for (const NamedCostType& one : kCostTypes) {
        if (!offered[place_of(one.type)] || *metric != metric_name(one.type.metric))
            continue;
        is_metric = true;
        if (*mode == mode_name(one.type.mode))
            return one.type;
    }
    if (is_metric)
        cost_type.fail(alto_wrong_value(cost_type.path_of("cost-mode"), *mode));
    else
        cost_type.fail(alto_wrong_value(cost_type.path_of("cost-metric"), *metric));
    return std::nullopt;
}

// At least one, and no more than there are to be told.
void read_cost_types(const RequestFields& fields, std::string_view name,
                     const OfferedCosts& offered, std::vector<AltoCostType>& out) {
    fields.objects(name, [&](const RequestFields& one) {
        const auto type = read_cost_type(one, offered);
        if (type)
            out.push_back(*type);
        return type.has_value();
    });
    if (out.empty() || out.size() > offered.count())
        fields.fail(alto_wrong_value(fields.path_of(name), fields.minified(name)));
}

void read_told(const RequestFields& fields, const OfferedCosts& offered, CostQuestion& out) {
    out.as_arrays = fields.has(kSeveral);
    if (out.as_arrays) {
        if (fields.has(kOne))
            fields.fail(alto_wrong_value(fields.path_of(kSeveral), fields.minified(kSeveral)));
        return read_cost_types(fields, kSeveral, offered, out.told);
    }
    if (const auto cost_type = fields.object(kOne))
        if (const auto type = read_cost_type(*cost_type, offered))
            out.told.push_back(*type);
}

// RFC 8896, section 5.1.1: as many as there are cost types, or it is an error; of a type of which
// there are no calendars, true counts as false.
void read_calendared(const RequestFields& fields, const OfferedCosts& as_calendars,
                     CostQuestion& out) {
    out.calendared.clear();
    if (as_calendars.none() || !fields.has(kCalendared))
        return;
    bool is_right = fields.booleans(kCalendared, out.told.size(), [&](bool is_wanted) {
        const AltoCostType& type = out.told[out.calendared.size()];
        out.calendared.push_back(is_wanted && as_calendars[place_of(type)]);
    });
    if (is_right && out.calendared.size() != out.told.size())
        is_right = fields.fail(
            alto_wrong_value(fields.path_of(kCalendared), fields.minified(kCalendared)));
    if (!is_right || out.calendar_types().none())
        out.calendared.clear();
}

void read_test(const RequestFields& fields, const OfferedCosts& offered, size_t constraints_most,
               CostQuestion& out) {
    std::vector<AltoCostType> named;
    const bool are_named = fields.has(kTested);
    if (are_named)
        read_cost_types(fields, kTested, offered, named);
    const std::vector<AltoCostType>& tested = are_named ? named : out.told;
    const auto add = [&](std::string_view name) {
        return [&, name](std::string_view text) {
            const auto constraint = read_index(text);
            const bool is_right = constraint && constraint->index < tested.size() &&
                                  out.test.add(tested[constraint->index], constraint->comparison);
            return is_right || fields.fail(alto_wrong_value(fields.path_of(name), text));
        };
    };
    if (!fields.has(kAnyOf)) {
        if (fields.count(kAll, 1) > 0)
            out.test.begin_alternative();
        fields.texts(kAll, false, constraints_most, add(kAll));
        return;
    }
    if (fields.has(kAll))
        fields.fail(alto_wrong_value(fields.path_of(kAnyOf), fields.minified(kAnyOf)));
    fields.lists_of_texts(
        kAnyOf, constraints_most, [&] { out.test.begin_alternative(); }, add(kAnyOf));
}

// Section 3.3: what is told as a calendar is not constrained. So every alternative's bounds are of
// single costs.
void refuse_constrained_calendars(const RequestFields& fields, const CostQuestion& question) {
    if ((question.test.types() & question.calendar_types()).none())
        return;
    const std::string_view name = fields.has(kAnyOf) ? kAnyOf : kAll;
    fields.fail(alto_wrong_value(fields.path_of(name), fields.minified(name)));
}

}  // namespace

void read_cost_question(const RequestFields& fields, const OfferedCosts& offered,
                        const OfferedCosts& as_calendars, size_t constraints_most,
                        CostQuestion& out) {
    out.told.clear();
    out.test = {};
    read_told(fields, offered, out);
    read_calendared(fields, as_calendars, out);
    read_test(fields, offered, constraints_most, out);
    if (out.has_calendars())
        refuse_constrained_calendars(fields, out);
}

}  // namespace sluice
