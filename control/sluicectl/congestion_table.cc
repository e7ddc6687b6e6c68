// SPDX-License-Identifier: Apache-2.0
#include "control/sluicectl/congestion_table.h"

#include <fmt/format.h>

#include "control/sluicectl/table.h"
#include "control/units.h"
#include "control/visible_text.h"

namespace sluice {
namespace {

std::string percent(double share) {
    return fmt::format("{:.1f}%", share * 100);
}

std::string time_of(const google::protobuf::Timestamp& time) {
    return format_time(time.seconds());
}

std::string or_dash(const std::string& text) {
    return text.empty() ? "-" : text;
}

void print_segments(const v1::CongestionStatus& status, std::ostream& out) {
    Table table{{"SEGMENT"},
                {"IN"},
                {"DIRECTION"},
                {"CAPACITY", Table::Align::right},
                {"USE", Table::Align::right},
                {"ABOVE", Table::Align::right},
                {"OVER", Table::Align::right},
                {"NEAR CONGESTION SINCE"},
                {"SUBSCRIBERS", Table::Align::right},
                {"HEAVY", Table::Align::right},
                {"BEST EFFORT", Table::Align::right}};
    for (const v1::CongestionSegment& segment : status.segments())
        for (const v1::SegmentSide& side : segment.sides()) {
            const bool known = side.capacity_bps() != 0;
            table.add_row({(segment.is_link() ? "link " : "") + segment.name(),
                           or_dash(segment.parent()), side.direction(),
                           known ? format_rate(side.capacity_bps()) : "-",
                           known ? percent(side.utilisation()) : "-", percent(side.threshold()),
                           format_age(segment.window_seconds()),
                           side.near_congested() ? time_of(side.since()) : "-",
                           std::to_string(segment.subscribers()), std::to_string(side.heavy()),
                           std::to_string(side.best_effort())});
        }
    table.print(out);
}

void add_side(const v1::SubscriberCongestion& subscriber, const v1::SubscriberSide& side,
              Table& table) {
    const bool moved = side.has_best_effort();
    table.add_row({or_dash(subscriber.id()), or_dash(subscriber.tier()),
                   or_dash(subscriber.segment()), side.direction(), format_rate(side.rate_bps()),
                   percent(side.use()), moved ? "best effort" : "heavy",
                   time_of(moved ? side.best_effort().since() : side.heavy_since())});
    if (!moved)
        return;
    const v1::BestEffort& stay = side.best_effort();
    table.add_note(stay.reason());
    table.add_note(fmt::format(
        "until its use has been below {} for {}: {} at the earliest", percent(stay.release_below()),
        format_age(stay.release_window_seconds()), time_of(stay.earliest_end())));
}

void print_subscribers(const v1::CongestionStatus& status, std::ostream& out) {
    Table table{{"SUBSCRIBER"},
                {"TIER"},
                {"SEGMENT"},
                {"DIRECTION"},
                {"RATE", Table::Align::right},
                {"USE", Table::Align::right},
                {"STATE"},
                {"SINCE"}};
    for (const v1::SubscriberCongestion& subscriber : status.subscribers())
        for (const v1::SubscriberSide& side : subscriber.sides())
            if (side.heavy() || side.has_best_effort())
                add_side(subscriber, side, table);
    table.print(out);
    if (status.truncated())
        out << "and more\n";
}

}  // namespace

void print_congestion(const v1::CongestionStatus& status, std::ostream& out) {
    if (!status.on()) {
        out << "the active policy has no congestion management (its key congestion)\n";
        return;
    }
    if (!status.unavailable().empty()) {
        out << "congestion is not managed: " << printable(status.unavailable()) << "\n";
        return;
    }
    out << "as of " << time_of(status.as_of()) << "\n\n";
    print_segments(status, out);
    out << "\n";
    if (status.subscribers().empty())
        out << "no subscriber is heavy or on best effort\n";
    else
        print_subscribers(status, out);
}

std::string transition_line(const v1::CongestionTransition& transition) {
    const std::string who = !transition.subscriber().empty() ? transition.subscriber()
                            : transition.segment_is_link()   ? "link " + transition.segment()
                                                             : "site " + transition.segment();
    return time_of(transition.time()) + "  " +
           printable(fmt::format("{}  {}  {}: {}", transition.kind(), who, transition.direction(),
                                 transition.reason()));
}

}  // namespace sluice
