// SPDX-License-Identifier: Apache-2.0
#include "control/sluicectl/top/top_page.h"

#include <algorithm>
#include <sstream>

#include <fmt/format.h>

#include "control/sluicectl/table.h"
#include "control/units.h"

namespace sluice {
namespace {

constexpr size_t kRowsAtOnce = 10;
using Align = Table::Align;

std::string rate(double bps) {
    return format_rate(static_cast<uint64_t>(bps));
}

std::string percent(double share) {
    return share == 0 ? "-" : fmt::format("{:.0f}", 100 * share);
}

std::string links_table(const TopRates& rates) {
    Table table{{"LINK"},
                {"STATE"},
                {"UP", Align::right},
                {"%", Align::right},
                {"DOWN", Align::right},
                {"%", Align::right},
                {"LOST/s", Align::right}};
    for (const TopRates::Link& link : rates.links)
        table.add_row({link.name, link.state, rate(link.up_bps), percent(link.up_share),
                       rate(link.down_bps), percent(link.down_share),
                       fmt::format("{:.0f}", link.lost_pps)});
    std::ostringstream out;
    table.print(out);
    return out.str();
}

// Those whose names are asked for, so many at most; they are in order.
template <typename Row>
std::vector<Row> shown(std::vector<Row> all, const TopView& view, size_t rows) {
    std::erase_if(all,
                  [&](const Row& row) { return row.name.find(view.filter) == std::string::npos; });
    all.resize(std::min(all.size(), rows));
    return all;
}

std::string traffic_table(const char* title, std::vector<TopRates::Traffic> all,
                          const TopView& view, size_t rows) {
    std::ranges::stable_sort(all, [&](const auto& a, const auto& b) {
        switch (view.order) {
            case TopView::Order::up:
                return a.up_bps > b.up_bps;
            case TopView::Order::down:
                return a.down_bps > b.down_bps;
            case TopView::Order::flows:
                return a.flows > b.flows;
            case TopView::Order::name:
                return a.name < b.name;
        }
        return false;
    });
    Table table{{title}, {"UP", Align::right}, {"DOWN", Align::right}, {"FLOWS", Align::right}};
    for (const TopRates::Traffic& one : shown(std::move(all), view, rows)) {
        table.add_row({one.name, rate(one.up_bps), rate(one.down_bps), std::to_string(one.flows)});
    }
    std::ostringstream out;
    table.print(out);
    return out.str();
}

std::string rules_table(const TopRates& rates, const TopView& view, size_t rows) {
    std::vector<TopRates::Rule> all = rates.rules;
    if (view.order == TopView::Order::name)
        std::ranges::stable_sort(all, {}, &TopRates::Rule::name);
    else
        std::ranges::stable_sort(all, std::greater(), &TopRates::Rule::pps);
    Table table{{"RULE"}, {"MODE"}, {"WHAT"}, {"PACKETS/s", Align::right}, {"RATE", Align::right}};
    for (const TopRates::Rule& rule : shown(std::move(all), view, rows)) {
        table.add_row({rule.name, rule.shadow ? "would have" : "did", rule.deed,
                       fmt::format("{:.0f}", rule.pps), rate(rule.bps)});
    }
    std::ostringstream out;
    table.print(out);
    return out.str();
}

std::string congestion_table(const TopRates& rates, const TopView& view, size_t rows) {
    std::vector<TopRates::Segment> all = rates.segments;
    if (view.order == TopView::Order::name)
        std::ranges::stable_sort(all, {}, &TopRates::Segment::name);
    else
        std::ranges::stable_sort(all, std::greater(), &TopRates::Segment::utilisation);
    Table table{{"SEGMENT"},
                {"WAY"},
                {"USED %", Align::right},
                {"OF %", Align::right},
                {"STATE"},
                {"HEAVY", Align::right},
                {"BEST EFFORT", Align::right}};
    for (const TopRates::Segment& segment : shown(std::move(all), view, rows)) {
        table.add_row({segment.name, segment.direction,
                       fmt::format("{:.0f}", 100 * segment.utilisation), percent(segment.threshold),
                       segment.near_congested ? "NEAR" : "well", std::to_string(segment.heavy),
                       std::to_string(segment.best_effort)});
    }
    std::ostringstream out;
    table.print(out);
    return out.str();
}

std::string part_table(const TopRates& rates, const TopView& view, size_t rows) {
    switch (view.part) {
        case TopView::Part::labels:
            return traffic_table("LABEL", rates.labels, view, rows);
        case TopView::Part::subscribers:
            return traffic_table("SUBSCRIBER", rates.subscribers, view, rows);
        case TopView::Part::rules:
            return rules_table(rates, view, rows);
        case TopView::Part::congestion:
            return congestion_table(rates, view, rows);
    }
    return "";
}

std::string note(const TopRates& rates) {
    return rates.all_flows ? ""
                           : fmt::format("of the {} flows with the most bytes\n", kTopFlowsMost);
}

}  // namespace

bool TopView::take_key(int key) {
    switch (key) {
        case 'l':
            part = Part::labels;
            return true;
        case 's':
            part = Part::subscribers;
            return true;
        case 'r':
            part = Part::rules;
            return true;
        case 'c':
            part = Part::congestion;
            return true;
        case 'd':
            order = Order::down;
            return true;
        case 'u':
            order = Order::up;
            return true;
        case 'f':
            order = Order::flows;
            return true;
        case 'n':
            order = Order::name;
            return true;
        default:
            return false;
    }
}

std::vector<std::string> top_page(const TopRates& rates, const TopView& view, size_t lines,
                                  size_t columns) {
    std::string text = fmt::format(
        "revision {}  show: l s r c (labels, subscribers, rules, congestion)  by: d u f n  "
        "/ filter{}{}  q\n",
        rates.revision, view.filter.empty() ? "" : ": ", view.filter);
    text += links_table(rates) + "\n" + note(rates) + part_table(rates, view, lines);
    std::vector<std::string> page;
    std::istringstream in(text);
    for (std::string line; page.size() < lines && std::getline(in, line);)
        page.push_back(line.substr(0, columns));
    return page;
}

std::string top_text(const TopRates& rates) {
    std::string text = fmt::format("revision {}\n", rates.revision) + links_table(rates);
    using Part = TopView::Part;
    for (const Part part : {Part::labels, Part::subscribers, Part::rules, Part::congestion}) {
        TopView view;
        view.part = part;
        text += "\n" + part_table(rates, view, kRowsAtOnce);
    }
    return text + note(rates);
}

}  // namespace sluice
