// SPDX-License-Identifier: Apache-2.0
#include "replay/totals.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <iterator>

namespace sluice {

void Totals::add_flow(const ReplayedFlow& flow) {
    ++flows;
    LabelRow& row = by_verdict_[static_cast<size_t>(flow.verdict.label)]
                               [static_cast<size_t>(flow.verdict.grade)];
    row.verdict = flow.verdict;
    row.flows += 1;
    for (size_t direction = 0; direction < kDirectionCount; ++direction) {
        row.packets += flow.packets[direction];
        row.ip_bytes += flow.ip_bytes[direction];
    }
}

std::vector<LabelRow> Totals::labels() const {
    std::vector<LabelRow> rows;
    for (const auto& grades : by_verdict_) {
        std::ranges::copy_if(grades, std::back_inserter(rows),
                             [](const LabelRow& row) { return row.flows > 0; });
    }
    std::ranges::stable_sort(rows, std::ranges::greater{}, &LabelRow::ip_bytes);
    return rows;
}

}  // namespace sluice
