// SPDX-License-Identifier: Apache-2.0
#include "oracle/rank/cost_calendar.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

namespace sluice {
namespace {

// Rounded down, before 1970 too.
int64_t floored_quotient(int64_t number, int64_t by) {
    return number / by - (number % by < 0 ? 1 : 0);
}

bool is_right(const CostChange& change) {
    return change.factor >= 0 && change.factor <= 1e9 && change.more >= 0 && change.more <= 1e9;
}

}  // namespace

CostCalendar::CostCalendar(Day day, CostMap routing, CostMap ranking, Changes changes)
    : day_(day),
      routing_(std::move(routing)),
      ranking_(std::move(ranking)),
      changes_(std::move(changes)) {
    if (day_.interval_s == 0 || kDayS % day_.interval_s != 0)
        throw std::invalid_argument("a day is no multiple of " + std::to_string(day_.interval_s) +
                                    " seconds");
    if (ranking_.pids() != pids() || changes_.row_of.size() != pids() * pids())
        throw std::invalid_argument("a calendar of locations that costs are not of");
    for (const auto& row : changes_.rows)
        if (row.size() != intervals() || !std::ranges::all_of(row, is_right))
            throw std::invalid_argument("a calendar needs a change from 0 for each interval");
    for (const uint16_t row : changes_.row_of)
        if (row >= changes_.rows.size())
            throw std::invalid_argument("a calendar without the changes of some pair");
}

int64_t CostCalendar::begin_s(int64_t unix_s) const {
    const int64_t local_s = unix_s + day_.utc_offset_s;
    return floored_quotient(local_s, day_.interval_s) * day_.interval_s - day_.utc_offset_s;
}

size_t CostCalendar::interval_at(int64_t unix_s) const {
    const int64_t local_s = unix_s + day_.utc_offset_s;
    const int64_t of_day_s = local_s - floored_quotient(local_s, kDayS) * kDayS;
    return static_cast<size_t>(of_day_s / day_.interval_s);
}

bool CostCalendar::is_same(size_t interval, size_t other) const {
    return std::ranges::all_of(changes_.rows,
                               [&](const auto& row) { return row[interval] == row[other]; });
}

CostMap CostCalendar::changed(const CostMap& written, size_t interval) const {
    CostMap map(pids(), written.every_pair());
    for (size_t i = 0; i < changes_.row_of.size(); ++i) {
        const auto from = static_cast<Pid>(i / pids());
        const auto to = static_cast<Pid>(i % pids());
        const float cost = change(from, to, interval).of(written.cost(from, to));
        if (cost != written.every_pair())
            map.set(from, to, cost);
    }
    return map;
}

size_t CostCalendar::memory_bytes() const {
    size_t bytes = routing_.memory_bytes() + ranking_.memory_bytes() +
                   changes_.row_of.capacity() * sizeof(uint16_t);
    for (const auto& row : changes_.rows)
        bytes += row.capacity() * sizeof(CostChange);
    return bytes;
}

}  // namespace sluice
