// SPDX-License-Identifier: Apache-2.0
#include "policy/posix_time_zone.h"

#include <algorithm>
#include <chrono>

namespace sluice {
namespace {

constexpr int kSecondsPerHour = 3'600;
constexpr int kMostHoursOfOffset = 24;
constexpr int kMostHoursOfRule = 167;  // RFC 8536, section 3.3.1
constexpr int kUsualSummerS = kSecondsPerHour;
// Beyond any clock, and years that the calendar can still count.
constexpr int64_t kFarthestS = int64_t{1} << 39;

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

class TzText {
 public:
    explicit TzText(std::string_view text) : rest_(text) {}

    bool done() const { return rest_.empty(); }
    char peek() const { return rest_.empty() ? '\0' : rest_.front(); }
    bool take(char c) {
        if (peek() != c)
            return false;
        rest_.remove_prefix(1);
        return true;
    }

    // "HKT", or "<+0530>": three characters at least, and nobody reads them here.
    bool take_name() {
        const bool quoted = take('<');
        size_t length = 0;
        while (
            length < rest_.size() &&
            (is_letter(rest_[length]) ||
             (quoted && (is_digit(rest_[length]) || rest_[length] == '+' || rest_[length] == '-'))))
            ++length;
        rest_.remove_prefix(length);
        return length >= 3 && (!quoted || take('>'));
    }

    std::optional<int> take_number(int lowest, int highest) {
        int number = 0;
        size_t digits = 0;
        for (; digits < 3 && digits < rest_.size() && is_digit(rest_[digits]); ++digits)
            number = number * 10 + (rest_[digits] - '0');
        rest_.remove_prefix(digits);
        if (digits == 0 || number < lowest || number > highest)
            return std::nullopt;
        return number;
    }

    // "5", "-5:45", "+02:00:00": in seconds, as the sign says.
    std::optional<int32_t> take_time(int most_hours) {
        const bool negative = take('-');
        if (!negative)
            take('+');
        const auto hours = take_number(0, most_hours);
        if (!hours)
            return std::nullopt;
        int seconds = *hours * kSecondsPerHour;
        for (const int unit : {60, 1}) {
            if (!take(':'))
                break;
            const auto part = take_number(0, 59);
            if (!part)
                return std::nullopt;
            seconds += *part * unit;
        }
        return negative ? -seconds : seconds;
    }

    std::optional<YearlyTime> take_yearly_time() {
        YearlyTime time;
        if (take('M')) {
            const auto month = take_number(1, 12);
            const auto week = month && take('.') ? take_number(1, 5) : std::nullopt;
            const auto weekday = week && take('.') ? take_number(0, 6) : std::nullopt;
            if (!weekday)
                return std::nullopt;
            time.kind = YearlyTime::Kind::month_week_weekday;
            time.month = static_cast<uint8_t>(*month);
            time.week = static_cast<uint8_t>(*week);
            time.weekday = static_cast<uint8_t>(*weekday);
        } else {
            const bool but_no_leap = take('J');
            const auto number = but_no_leap ? take_number(1, 365) : take_number(0, 365);
            if (!number)
                return std::nullopt;
            time.kind = but_no_leap ? YearlyTime::Kind::day_but_no_leap : YearlyTime::Kind::day;
            time.number = static_cast<uint16_t>(*number);
        }
        if (take('/')) {
            const auto second_of_day = take_time(kMostHoursOfRule);
            if (!second_of_day)
                return std::nullopt;
            time.second_of_day = *second_of_day;
        }
        return time;
    }

 private:
    std::string_view rest_;
};

}  // namespace

int64_t YearlyTime::in_year(int year_number) const {
    using namespace std::chrono;
    const year in{year_number};
    sys_days at = in / January / 1;
    switch (kind) {
        case Kind::month_week_weekday: {
            const std::chrono::weekday on{weekday};
            const std::chrono::month of{month};
            at = week == 5 ? sys_days(in / of / on[last]) : sys_days(in / of / on[week]);
            break;
        }
        case Kind::day_but_no_leap:
            at += days{number - 1 + (in.is_leap() && number >= 60 ? 1 : 0)};
            break;
        case Kind::day:
            at += days{number};
            break;
    }
    return seconds{at.time_since_epoch()}.count() + second_of_day;
}

std::optional<PosixTimeZone> PosixTimeZone::parse(std::string_view text) {
    TzText in(text);
    if (!in.take_name())
        return std::nullopt;
    const auto west_s = in.take_time(kMostHoursOfOffset);
    if (!west_s)
        return std::nullopt;
    PosixTimeZone zone{-*west_s, std::nullopt};
    if (in.done())
        return zone;

    if (!in.take_name())
        return std::nullopt;
    Summer summer{.offset_s = zone.standard_s + kUsualSummerS, .begins = {}, .ends = {}};
    if (in.peek() != ',') {
        const auto summer_west_s = in.take_time(kMostHoursOfOffset);
        if (!summer_west_s)
            return std::nullopt;
        summer.offset_s = -*summer_west_s;
    }
    const auto begins = in.take(',') ? in.take_yearly_time() : std::nullopt;
    const auto ends = begins && in.take(',') ? in.take_yearly_time() : std::nullopt;
    if (!ends || !in.done())
        return std::nullopt;
    summer.begins = *begins;
    summer.ends = *ends;
    zone.summer = summer;
    return zone;
}

int32_t PosixTimeZone::offset_s(int64_t unix_time_s) const {
    using namespace std::chrono;
    if (!summer)
        return standard_s;
    const int64_t time_s = std::clamp(unix_time_s, -kFarthestS, kFarthestS);
    const year_month_day today{floor<days>(sys_seconds{seconds{time_s + standard_s}})};
    const int year_number = static_cast<int>(today.year());
    const int64_t begins_s = summer->begins.in_year(year_number) - standard_s;
    const int64_t ends_s = summer->ends.in_year(year_number) - summer->offset_s;
    // South of the equator the year begins in summer.
    const bool is_summer = begins_s < ends_s ? begins_s <= time_s && time_s < ends_s
                                             : !(ends_s <= time_s && time_s < begins_s);
    return is_summer ? summer->offset_s : standard_s;
}

}  // namespace sluice
