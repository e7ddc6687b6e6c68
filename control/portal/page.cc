// SPDX-License-Identifier: Apache-2.0
#include "control/portal/page.h"

#include <algorithm>
#include <map>
#include <vector>

#include <fmt/format.h>

#include "control/portal/html.h"
#include "control/portal/plain_words.h"
#include "control/units.h"

namespace sluice {
namespace {

std::string section(std::string_view id, std::string_view title, std::string_view html) {
    return fmt::format(
        "<section aria-labelledby=\"{0}\">\n<h2 id=\"{0}\">{1}</h2>\n{2}</section>\n", id, title,
        html);
}

// A bar beside its numbers as text: who cannot see the bar hears its label.
std::string bar(uint64_t part, uint64_t whole, std::string_view label) {
    const double percent =
        whole == 0 ? 0 : std::min(100.0, 100.0 * static_cast<double>(part) / double(whole));
    return fmt::format(
        "<progress max=\"100\" value=\"{:.1f}\" aria-label=\"{}: {:.0f} %\"></progress>\n", percent,
        escaped(label), percent);
}

std::string time_html(int64_t seconds) {
    return fmt::format("<time datetime=\"{}\">{}</time>", escaped(format_time(seconds)),
                       escaped(time_in_words(seconds)));
}

std::string line_section(const Account& account) {
    const std::string port =
        account.seen_as.port ? fmt::format(", port {}", *account.seen_as.port) : "";
    return section(
        "line", "Your line",
        fmt::format("<dl>\n<dt>Line</dt><dd>{}</dd>\n<dt>Tier</dt><dd>{}</dd>\n"
                    "<dt>Known by</dt><dd>{}{}</dd>\n</dl>\n"
                    "<p class=\"soft\">We know you by the address and port that this "
                    "page was asked from. Everybody on your line sees the same.</p>\n",
                    escaped(account.id), account.tier.empty() ? "none" : escaped(account.tier),
                    escaped(account.seen_as.address.to_string()), port));
}

std::string allowance_html(const TierAllowance& allowance) {
    const uint64_t used = allowance.used_bytes;
    const std::string left =
        used <= allowance.bytes ? format_bytes(allowance.bytes - used) + " left"
                                : format_bytes(used - allowance.bytes) + " more than the allowance";
    return fmt::format("<p><strong>{} of {} used</strong>, {} ({}).</p>\n{}", format_bytes(used),
                       format_bytes(allowance.bytes), left, counts_in_words(allowance),
                       bar(used, allowance.bytes, "Used of your allowance"));
}

struct KindTotals {
    std::string label;
    uint64_t up_bytes = 0;
    uint64_t down_bytes = 0;
    uint64_t total() const { return up_bytes + down_bytes; }
};

// Over the service classes, most bytes first.
std::vector<KindTotals> totals_by_kind(const BillingPeriod& period) {
    std::map<std::string, KindTotals> by_label;
    for (const UsageByKind& kind : period.kinds) {
        KindTotals& totals = by_label[kind.label];
        totals.label = kind.label;
        (kind.direction == "up" ? totals.up_bytes : totals.down_bytes) += kind.bytes;
    }
    std::vector<KindTotals> sorted;
    for (auto& [label, totals] : by_label)
        sorted.push_back(std::move(totals));
    std::stable_sort(sorted.begin(), sorted.end(), [](const KindTotals& a, const KindTotals& b) {
        return a.total() > b.total();
    });
    return sorted;
}

std::string kinds_html(const BillingPeriod& period) {
    const auto kinds = totals_by_kind(period);
    if (kinds.empty())
        return "";
    std::string items;
    for (const KindTotals& kind : kinds) {
        const std::string words = kind_in_words(kind.label);
        items += fmt::format(
            "<li>\n<div class=\"row\"><span>{}</span> <span>{} down, {} up</span></div>\n"
            "{}</li>\n",
            escaped(words), format_bytes(kind.down_bytes), format_bytes(kind.up_bytes),
            bar(kind.total(), period.up_bytes + period.down_bytes, "Share of " + words));
    }
    return "<h3>By kind of traffic</h3>\n<ul>\n" + items + "</ul>\n";
}

// In plain words, each once.
std::vector<std::string> kinds_that_met_a_full_line(const BillingPeriod& period) {
    std::vector<std::string> kinds;
    for (const UsageByKind& kind : period.kinds) {
        const std::string words = kind_in_words(kind.label);
        if (kind.queues.any() && std::find(kinds.begin(), kinds.end(), words) == kinds.end())
            kinds.push_back(words);
    }
    return kinds;
}

// "1.2 MB of your downloads and 3 kB of your uploads"; empty: of neither.
std::string of_both_ways(uint64_t down_bytes, uint64_t up_bytes) {
    std::string words;
    if (down_bytes != 0)
        words = format_bytes(down_bytes) + " of your downloads";
    if (up_bytes != 0)
        words += (words.empty() ? "" : " and ") + format_bytes(up_bytes) + " of your uploads";
    return words;
}

std::string full_line_html(const BillingPeriod& period) {
    const QueueEffects& down = period.down_queues;
    const QueueEffects& up = period.up_queues;
    const std::string dropped = of_both_ways(down.dropped_bytes, up.dropped_bytes);
    const std::string marked = of_both_ways(down.ce_marked_bytes, up.ce_marked_bytes);
    std::string items;
    if (!dropped.empty())
        items += "<li>Not delivered: " + dropped + ". Most programs then send it again.</li>\n";
    if (!marked.empty())
        items += "<li>Delivered late: " + marked +
                 ". It came with a note to the sender to slow down.</li>\n";
    if (items.empty())
        return "";
    std::string kinds;
    for (const std::string& kind : kinds_that_met_a_full_line(period))
        kinds += (kinds.empty() ? "" : ", ") + escaped(kind);
    return "<h3>Delivered late or not at all, because the line was full</h3>\n"
           "<ul class=\"plain\">\n" +
           items + "</ul>\n<p class=\"soft\">It happened to: " + kinds +
           ". What was not delivered does not count as used.</p>\n";
}

std::string usage_section(const Account& account) {
    if (!account.usage)
        return section("usage", "Usage", "<p>No usage is recorded for your line.</p>\n");
    std::string html;
    if (account.usage->periods.empty())
        html = "<p>Nothing is counted yet.</p>\n";
    else {
        const BillingPeriod& period = account.usage->periods.front();
        html = fmt::format("<p>This period: {} to {}.</p>\n", time_html(period.begin),
                           time_html(period.end));
        html += period.allowance ? allowance_html(*period.allowance)
                                 : "<p>Your tier has no allowance: usage is only counted.</p>\n";
        html += fmt::format(
            "<dl>\n<dt>Downloaded</dt><dd>{}</dd>\n<dt>Uploaded</dt><dd>{}</dd>\n</dl>\n",
            format_bytes(period.down_bytes), format_bytes(period.up_bytes));
        html += kinds_html(period);
        html += full_line_html(period);
    }
    html +=
        fmt::format("<p class=\"soft\">Counted up to {}.</p>\n", time_html(account.usage->as_of));
    return section("usage", "Usage", html);
}

std::string touches_section(const Account& account) {
    constexpr std::string_view kTitle = "What our rules did to your traffic in the last 24 hours";
    if (!account.usage)
        return section("rules", kTitle, "<p>Nothing is recorded for your line.</p>\n");
    if (account.usage->touches.empty())
        return section("rules", kTitle, "<p>Nothing. No rule touched your traffic.</p>\n");
    std::string items;
    for (const RuleTouch& touch : account.usage->touches)
        items += fmt::format("<li>\n<h3>{}</h3>\n<p>{}, {}. {} Last: {}.</p>\n</li>\n",
                             escaped(touch.rule), escaped(kind_in_words(touch.label)),
                             escaped(direction_in_words(touch.direction)),
                             escaped(effect_in_words(touch)), time_html(touch.last));
    return section("rules", kTitle, "<ul>\n" + items + "</ul>\n");
}

std::string best_effort_html(const LineCongestion& line, const LineSide& side) {
    const BestEffortStay& stay = *side.best_effort;
    const std::string direction = direction_in_words(side.direction);
    return fmt::format(
        "<p><strong>Since {} your {} waits where others want to use the same part of the network."
        "</strong> {}</p>\n"
        "<p>This is no limit: where there is room, your {} is as fast as ever.</p>\n"
        "<p>It ends when {}: not before {}, and {} after your use stays below that at the "
        "latest.</p>\n",
        time_html(stay.since), escaped(direction), escaped(reason_in_words(line, side)),
        escaped(direction), escaped(end_in_words(side)), time_html(stay.earliest_end),
        duration_in_words(stay.release_window_seconds));
}

std::string near_congested_html(const LineSide& side) {
    return fmt::format(
        "<p>A part of the network that you share with others is nearly full ({}). Your line keeps "
        "its priority.</p>\n",
        escaped(direction_in_words(side.direction)));
}

// Nothing where nobody manages it.
std::string congestion_section(const Account& account) {
    if (!account.congestion)
        return "";
    std::string html;
    for (const LineSide& side : account.congestion->sides) {
        if (side.best_effort)
            html += best_effort_html(*account.congestion, side);
        else if (side.near_congested)
            html += near_congested_html(side);
    }
    if (html.empty())
        html = "<p>Your line has the same priority as everybody's.</p>\n";
    return section("congestion", "When the network is full", html);
}

std::string records_section(const PortalOperator& run_by) {
    const std::string kept =
        run_by.records_kept.empty()
            ? "How long the numbers of past periods are kept, we tell you if you ask."
            : "The numbers of past periods are kept for " + escaped(run_by.records_kept) + ".";
    const std::string flows =
        run_by.flow_records_kept.empty()
            ? ""
            : fmt::format(
                  "<li>Records of your connections are kept for {}: when, between which "
                  "addresses and ports, how many bytes, and of which kind.</li>\n",
                  escaped(run_by.flow_records_kept));
    return section(
        "records", "What is recorded, and what is not",
        fmt::format("<ul class=\"plain\">\n"
                    "<li><strong>No content is recorded.</strong> Not what you send or receive, "
                    "and not which files you share.</li>\n"
                    "<li>Counted are bytes and packets of your line, by direction, kind of traffic "
                    "and priority, and how many of them came late or not at all because the line "
                    "was full. {}</li>\n"
                    "{}"
                    "<li>What each rule did to your traffic is shown for 24 hours.</li>\n"
                    "<li>This page sets no cookies and does not record that you looked.</li>\n"
                    "</ul>\n",
                    kept, flows));
}

}  // namespace

std::string account_page(const Account& account, const PortalOperator& run_by) {
    return html_document(
        "Your connection", run_by.name,
        line_section(account) + congestion_section(account) + usage_section(account) +
            touches_section(account) + records_section(run_by) +
            section(
                "more", "Questions",
                fmt::format("<p>Ask {}: {}.</p>\n"
                            "<p>For applications: <a href=\"v1/me\">the same as JSON</a>.</p>\n",
                            escaped(run_by.name), contact_html(run_by.contact))));
}

}  // namespace sluice
