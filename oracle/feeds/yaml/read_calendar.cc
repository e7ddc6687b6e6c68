// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/yaml/read_calendar.h"

#include <bitset>
#include <charconv>
#include <cmath>
#include <numeric>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "oracle/feeds/yaml/read_costs.h"
#include "oracle/feeds/yaml/read_pair.h"
#include "policy/yaml/times.h"

namespace sluice {
namespace {

constexpr unsigned kMinutesPerDay = 24 * 60;
constexpr unsigned kStepMinutes = 15;  // what times are multiples of
constexpr size_t kSteps = kMinutesPerDay / kStepMinutes;
constexpr size_t kMostChanges = 64;  // bits of a PairChanges
constexpr size_t kMostRows = UINT16_MAX;
constexpr uint64_t kMostRepeated = 366;
constexpr double kMostFactor = 1'000;

using TimesOfDay = std::bitset<kSteps>;

struct WrittenChange {
    TimesOfDay at;
    CostChange change;
};

// The changes that speak of a pair, by their place.
using PairChanges = uint64_t;

// The changes of a file, one after the other.
class ChangeReader {
 public:
    explicit ChangeReader(const LocationNames& names)
        : names_(names), of_pair_(names.pid_count() * names.pid_count()) {}

    void read(const YamlValue& value) {
        const size_t complaints_before = value.report().count();
        const auto items = value.items();
        if (items.empty())
            value.complain("is empty; write what changes, or leave the calendar out");
        if (items.size() > kMostChanges)
            return value.complain("has more than " + std::to_string(kMostChanges) + " changes");
        for (const YamlValue& item : items) {
            read_item(item);
            if (pairs_ > kMostPairs)
                return item.complain(
                    "these changes say more than there is room for; name points of presence or "
                    "'*' less often");
        }
        if (value.report().count() == complaints_before)
            complain_of_unheard(items);
    }

    // So that every time that is written begins one.
    uint32_t interval_minutes() const { return interval_minutes_; }

    // Nothing if there are too many that differ.
    std::optional<CostCalendar::Changes> changes() const {
        CostCalendar::Changes changes;
        changes.row_of.reserve(of_pair_.size());
        std::unordered_map<PairChanges, uint16_t> rows;
        for (const PairChanges which : of_pair_) {
            const auto [row, is_new] =
                rows.try_emplace(which, static_cast<uint16_t>(changes.rows.size()));
            if (is_new && rows.size() > kMostRows)
                return std::nullopt;
            if (is_new)
                changes.rows.push_back(row_of(which));
            changes.row_of.push_back(row->second);
        }
        return changes;
    }

 private:
    void read_item(const YamlValue& item) {
        const auto fields = item.fields({"at", "between", "from", "to", "factor", "add"});
        WrittenChange& written = written_.emplace_back();
        if (!fields)
            return;
        if (const auto at = fields->require("at"))
            for (const YamlValue& range : at->one_or_more())
                read_range(range, written.at);
        read_change(*fields, written.change);
        if (fields->has("between") || fields->has("from") || fields->has("to"))
            say(read_pair(*fields, names_));
        else
            say_of_all();
    }

    void read_change(const YamlFields& fields, CostChange& change) {
        const auto factor = fields.find("factor");
        const auto add = fields.find("add");
        if (factor.has_value() == add.has_value())
            return fields.value().complain(
                "write what becomes of the cost: 'factor', like 1.5, or 'add', like 10");
        if (factor)
            change.factor = read_factor(*factor).value_or(1);
        if (add)
            change.more = read_cost(*add).value_or(0);
    }

    static std::optional<double> read_factor(const YamlValue& value) {
        const auto text = value.text();
        if (!text)
            return std::nullopt;
        double factor = 0;
        const char* const end = text->data() + text->size();
        const auto [stopped, error] =
            std::from_chars(text->data(), end, factor, std::chars_format::fixed);
        if (error == std::errc{} && stopped == end && factor >= 0 && factor <= kMostFactor)
            return std::fabs(factor);  // not -0
        value.complain("is no factor: a number from 0 to 1000, like 0.5 or 2");
        return std::nullopt;
    }

    // "18:00-23:00"; one that ends before it begins goes on after midnight.
    void read_range(const YamlValue& value, TimesOfDay& at) {
        const auto text = value.text();
        if (!text)
            return;
        const std::string_view whole = *text;
        const size_t dash = whole.find('-');
        const auto from = parse_time_of_day(whole.substr(0, dash));
        const auto until = dash == std::string_view::npos
                               ? std::nullopt
                               : parse_time_of_day(whole.substr(dash + 1));
        if (!from || !until || *from >= kMinutesPerDay || *until > kMinutesPerDay)
            return value.complain("'" + *text + "' is no two times of day, like 18:00-23:00");
        if (*from % kStepMinutes != 0 || *until % kStepMinutes != 0)
            return value.complain("'" + *text + "': times are whole quarters of an hour");
        if (*from == *until)
            return value.complain("'" + *text + "' ends when it begins; all day is 00:00-24:00");
        for (const unsigned time : {*from, *until})
            interval_minutes_ = std::gcd(interval_minutes_, time);
        const size_t end = *until / kStepMinutes % kSteps;
        size_t step = *from / kStepMinutes;
        do {
            at.set(step);
            step = (step + 1) % kSteps;
        } while (step != end);
    }

    void say(const LocationPairs& pairs) {
        pairs_ += pairs.count();
        if (pairs_ > kMostPairs)
            return;
        const PairChanges bit = PairChanges{1} << (written_.size() - 1);
        pairs.each(
            [&](Pid from, Pid to) { of_pair_[size_t{from} * names_.pid_count() + to] |= bit; });
    }

    void say_of_all() {
        LocationPairs all;
        for (size_t i = 0; i < names_.pid_count(); ++i)
            all.from.push_back(static_cast<Pid>(i));
        all.to = all.from;
        if (all.from.size() > 1)  // of one, it would be that to itself
            say(all);
    }

    // Of a pair at some time; nothing if costs are as written.
    std::optional<size_t> first(PairChanges which, size_t step) const {
        for (size_t i = 0; i < written_.size(); ++i)
            if ((which >> i & 1) != 0 && written_[i].at.test(step))
                return i;
        return std::nullopt;
    }

    std::vector<CostChange> row_of(PairChanges which) const {
        std::vector<CostChange> row;
        for (unsigned minute = 0; minute < kMinutesPerDay; minute += interval_minutes_) {
            const auto holds = first(which, minute / kStepMinutes);
            row.push_back(holds ? written_[*holds].change : CostChange{});
        }
        return row;
    }

    void complain_of_unheard(const std::vector<YamlValue>& items) const {
        std::bitset<kMostChanges> heard;
        std::unordered_map<PairChanges, bool> seen;
        for (const PairChanges which : of_pair_) {
            if (!seen.emplace(which, true).second)
                continue;
            for (size_t step = 0; step < kSteps; ++step)
                if (const auto holds = first(which, step))
                    heard.set(*holds);
        }
        for (size_t i = 0; i < items.size(); ++i)
            if (!heard.test(i))
                items[i].complain(
                    "says nothing that is not said above; the first that says something of two "
                    "PIDs at some time holds, so write the particular before the general");
    }

    const LocationNames& names_;
    std::vector<PairChanges> of_pair_;  // by from * pids + to
    std::vector<WrittenChange> written_;
    uint32_t interval_minutes_ = kMinutesPerDay;
    size_t pairs_ = 0;
};

void read_utc_offset(const YamlValue& value, CostCalendar::Day& day) {
    const auto text = value.text();
    if (!text)
        return;
    const auto offset = parse_utc_offset(*text);
    if (!offset || offset->count() % kStepMinutes != 0)
        value.complain("'" + *text +
                       "' is no distance from UTC in quarters of an hour; write one like "
                       "\"+01:00\"");
    else
        day.utc_offset_s = static_cast<int32_t>(offset->count() * 60);
}

}  // namespace

std::shared_ptr<const CostCalendar> read_calendar(const YamlValue& value,
                                                  const LocationNames& names,
                                                  const CostMap& routing, const CostMap& ranking) {
    const size_t complaints_before = value.report().count();
    const auto fields = value.fields({"utc_offset", "repeated", "changes"});
    if (!fields)
        return nullptr;
    CostCalendar::Day day;
    if (const auto offset = fields->find("utc_offset"))
        read_utc_offset(*offset, day);
    if (const auto repeated = fields->find("repeated"))
        day.repeated = static_cast<uint32_t>(repeated->integer(1, kMostRepeated).value_or(1));
    const auto written = fields->require("changes");
    if (!written || value.report().count() != complaints_before)
        return nullptr;
    ChangeReader reader(names);
    reader.read(*written);
    if (value.report().count() != complaints_before)
        return nullptr;
    auto changes = reader.changes();
    if (!changes) {
        written->complain("tells more kinds of pairs apart than there is room for");
        return nullptr;
    }
    day.interval_s = reader.interval_minutes() * 60;
    return std::make_shared<const CostCalendar>(day, routing, ranking, std::move(*changes));
}

}  // namespace sluice
