// SPDX-License-Identifier: Apache-2.0
#include "control/sluicectl/findings_table.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

#include <fmt/format.h>

#include "control/visible_text.h"

namespace sluice {
namespace {

// Words, not colours: they are read the same by everybody, and in a log.
std::string_view word(Finding::Level level) {
    switch (level) {
        case Finding::Level::good:
            return "ok";
        case Finding::Level::costs:
            return "costs";
        case Finding::Level::fails:
            return "FAILS";
    }
    return "";
}

}  // namespace

size_t count(const Findings& findings, Finding::Level level) {
    return static_cast<size_t>(std::ranges::count(findings, level, &Finding::level));
}

void print_findings(const Findings& findings, std::ostream& out) {
    for (const Finding& finding : findings) {
        out << printable(
                   fmt::format("{:6} {}: {}", word(finding.level), finding.what, finding.seen))
            << "\n";
        if (finding.level == Finding::Level::good)
            continue;
        out << printable("       so:   " + finding.cost) << "\n";
        out << printable("       mend: " + finding.mend) << "\n";
    }
    out << fmt::format("{} looked at: {} ok, {} cost something, {} fail\n", findings.size(),
                       count(findings, Finding::Level::good),
                       count(findings, Finding::Level::costs),
                       count(findings, Finding::Level::fails));
}

void print_findings_json(const Findings& findings, std::ostream& out) {
    auto list = nlohmann::ordered_json::array();
    for (const Finding& finding : findings) {
        nlohmann::ordered_json one{
            {"level", word(finding.level)}, {"what", finding.what}, {"seen", finding.seen}};
        if (finding.level != Finding::Level::good) {
            one["cost"] = finding.cost;
            one["mend"] = finding.mend;
        }
        list.push_back(std::move(one));
    }
    // What is no UTF-8, of a file or a driver, is no reason to say nothing.
    out << list.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << "\n";
}

}  // namespace sluice
