// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "control/usage/usage_rounds.h"

namespace sluice {

constexpr std::chrono::sys_seconds kNoon{std::chrono::seconds(1'795'953'600)};  // 2026-11-29 12:00

inline UsageRow used(uint32_t record, uint64_t packets, uint64_t bytes,
                     Direction direction = Direction::down, Label label = Label::tls) {
    UsageRow row;
    row.record = record;
    row.direction = direction;
    row.label = label;
    row.packets = packets;
    row.bytes = bytes;
    return row;
}

inline UsageRow done_by(uint32_t rule, UsageKind kind, UsageRow row) {
    row.rule = rule;
    row.snapshot = 1;
    row.kind = kind;
    return row;
}

inline UsageRow by_a_queue(UsageKind kind, UsageRow row) {
    row.kind = kind;
    return row;
}

// A box whose workers have what a test puts into rows, and whose records are subscribers "s1" on.
struct FakeBox {
    std::vector<UsageRow> rows;
    std::map<std::string, bool> gone;
    std::vector<std::string> reports;
    std::vector<std::string> looked_on;  // by who else looks: "2 rows", "all"

    UsageRounds::Sources sources() {
        return {
            [this](const auto& take) {
                take(std::span<const UsageRow>(rows));
                rows.clear();
            },
            [](uint32_t record) { return record == 0 ? "" : "s" + std::to_string(record); },
            [this](const std::string& id) { return !gone[id]; },
            [](uint32_t, uint32_t rule) { return "rule-" + std::to_string(rule); },
            [this](std::string_view kind, std::string_view, std::string_view detail) {
                reports.push_back(std::string(kind) + ": " + std::string(detail));
            },
            [this](std::span<const UsageRow> some) {
                looked_on.push_back(std::to_string(some.size()) + " rows");
            },
            [this] { looked_on.emplace_back("all"); },
        };
    }
};

}  // namespace sluice
