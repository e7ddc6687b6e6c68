// SPDX-License-Identifier: Apache-2.0
#include "control/sluicectl/table.h"

#include <algorithm>
#include <cassert>

#include "control/visible_text.h"

namespace sluice {
namespace {

// Code points, near enough to columns: UTF-8 continuation bytes take none.
size_t width(const std::string& text) {
    return static_cast<size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

}  // namespace

void Table::add_row(std::vector<std::string> cells) {
    assert(cells.size() == columns_.size());
    for (std::string& cell : cells)
        cell = printable(std::move(cell));
    rows_.push_back({std::move(cells), {}});
}

void Table::add_note(std::string note) {
    assert(!rows_.empty());
    rows_.back().notes.push_back(printable(std::move(note)));
}

void Table::print(std::ostream& out) const {
    std::vector<size_t> widths;
    for (size_t i = 0; i < columns_.size(); ++i) {
        widths.push_back(width(columns_[i].title));
        for (const Row& row : rows_)
            widths[i] = std::max(widths[i], width(row.cells[i]));
    }
    const auto print_row = [&](const auto& cell_of) {
        std::string line;
        for (size_t i = 0; i < columns_.size(); ++i) {
            const std::string& cell = cell_of(i);
            const std::string padding(widths[i] - width(cell), ' ');
            line += columns_[i].align == Align::left ? cell + padding : padding + cell;
            line += "  ";
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out << line << "\n";
    };
    print_row([&](size_t i) -> const std::string& { return columns_[i].title; });
    for (const Row& row : rows_) {
        print_row([&](size_t i) -> const std::string& { return row.cells[i]; });
        for (const std::string& note : row.notes)
            out << "  " << note << "\n";
    }
}

}  // namespace sluice
