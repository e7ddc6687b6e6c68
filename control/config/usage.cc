// SPDX-License-Identifier: Apache-2.0
#include "control/config/seconds.h"
#include "control/config/sections.h"
#include "policy/yaml/times.h"

namespace sluice {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

constexpr uint64_t kLastStartDay = 28;  // that every month has
constexpr uint64_t kPeriodsMost = 120;

void read_utc_offset(const YamlValue& value, std::chrono::minutes& out) {
    const auto text = value.text();
    if (!text)
        return;
    const auto offset = parse_utc_offset(*text);
    if (!offset)
        value.complain("'" + *text + "' is no distance from UTC; write one like \"+01:00\"");
    else
        out = *offset;
}

}  // namespace

// Commits every 5 s lose at most 10 s, with the second that a round takes and one that is late.
void read_usage(const YamlValue& value, UsageSettings& out) {
    const auto fields = value.fields({"enabled", "path", "commit_every", "period_start_day",
                                      "utc_offset", "periods_kept", "erase_after"});
    if (!fields)
        return;
    if (const auto enabled = fields->find("enabled"))
        out.enabled = enabled->boolean().value_or(true);
    if (const auto path = fields->find("path"))
        out.path = path->text().value_or("");
    if (const auto every = fields->find("commit_every"))
        out.commit_every =
            read_seconds(*every, {1s, 1h, "from 1s to 1h"}).value_or(out.commit_every);
    if (const auto day = fields->find("period_start_day"))
        out.calendar.start_day = static_cast<unsigned>(day->integer(1, kLastStartDay).value_or(1));
    if (const auto offset = fields->find("utc_offset"))
        read_utc_offset(*offset, out.calendar.utc_offset);
    if (const auto kept = fields->find("periods_kept"))
        out.periods_kept = static_cast<uint32_t>(kept->integer(1, kPeriodsMost).value_or(1));
    if (const auto erase = fields->find("erase_after"))
        out.erase_after =
            read_seconds(*erase, {0s, days(3'650), "from 0s to 3650d"}).value_or(out.erase_after);
}

}  // namespace sluice
