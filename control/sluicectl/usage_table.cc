// SPDX-License-Identifier: Apache-2.0
#include "control/sluicectl/usage_table.h"

#include <string>

#include <fmt/format.h>

#include "control/sluicectl/table.h"
#include "control/units.h"
#include "control/visible_text.h"

namespace sluice {
namespace {

std::string time_of(const google::protobuf::Timestamp& time) {
    return format_time(time.seconds());
}

std::string describe(const v1::Allowance& allowance) {
    const double share = allowance.bytes() == 0
                             ? 0
                             : 100.0 * static_cast<double>(allowance.used_bytes()) /
                                   static_cast<double>(allowance.bytes());
    return fmt::format("{} of {} used ({:.1f}%{})", format_bytes(allowance.used_bytes()),
                       format_bytes(allowance.bytes()), share,
                       allowance.counts() == "both" ? "" : ", " + allowance.counts() + " alone");
}

void print_queues(const v1::UsagePeriod& period, std::ostream& out) {
    const v1::QueueEffects& up = period.up_queues();
    const v1::QueueEffects& down = period.down_queues();
    out << fmt::format("Full queues: dropped {} up, {} down; marked CE {} up, {} down\n",
                       format_bytes(up.dropped_bytes()), format_bytes(down.dropped_bytes()),
                       format_bytes(up.ce_marked_bytes()), format_bytes(down.ce_marked_bytes()));
}

void print(const v1::UsagePeriod& period, std::ostream& out) {
    out << fmt::format("\n{} to {}: {} up, {} down\n", time_of(period.begin()),
                       time_of(period.end()), format_bytes(period.up_bytes()),
                       format_bytes(period.down_bytes()));
    if (period.has_allowance())
        out << describe(period.allowance()) << "\n";
    if (period.has_up_queues() || period.has_down_queues())
        print_queues(period, out);
    if (period.counts().empty())
        return;
    Table table{{"DIRECTION"},
                {"LABEL"},
                {"CLASS"},
                {"PACKETS", Table::Align::right},
                {"BYTES", Table::Align::right},
                {"", Table::Align::right},
                {"DROPPED", Table::Align::right},
                {"MARKED CE", Table::Align::right}};
    for (const v1::UsageCount& count : period.counts())
        table.add_row({count.direction(), count.label(), count.service_class(),
                       std::to_string(count.packets()), std::to_string(count.bytes()),
                       format_bytes(count.bytes()), format_bytes(count.queues().dropped_bytes()),
                       format_bytes(count.queues().ce_marked_bytes())});
    table.print(out);
}

}  // namespace

void print_usage(const v1::SubscriberUsage& usage, std::ostream& out) {
    out << printable(usage.id()) << ", as of "
        << (usage.has_as_of() ? time_of(usage.as_of()) : "never") << "\n";
    for (const v1::UsagePeriod& period : usage.periods())
        print(period, out);
    if (usage.effects().empty())
        return;
    out << "\nWhat rules did in the last 24 hours\n";
    Table table{{"RULE"},
                {"DIRECTION"},
                {"LABEL"},
                {"EFFECT"},
                {"PACKETS", Table::Align::right},
                {"BYTES", Table::Align::right},
                {"LAST"}};
    for (const v1::RuleEffect& effect : usage.effects())
        table.add_row({effect.rule(), effect.direction(), effect.label(), effect.effect(),
                       std::to_string(effect.packets()), format_bytes(effect.bytes()),
                       time_of(effect.last())});
    table.print(out);
}

}  // namespace sluice
