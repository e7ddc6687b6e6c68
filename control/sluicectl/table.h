// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <ostream>
#include <string>
#include <vector>

namespace sluice {

// Text in columns as wide as their widest cell. Cells come from elsewhere, so control characters
// are shown as '?': nothing reaches the terminal that could steer it.
class Table {
 public:
    enum class Align { left, right };
    struct Column {
        std::string title;
        Align align = Align::left;
    };

    Table(std::initializer_list<Column> columns) : columns_(columns) {}

    void add_row(std::vector<std::string> cells);  // as many as there are columns
    void add_note(std::string note);               // a line of its own, below the last row
    void print(std::ostream& out) const;

 private:
    std::vector<Column> columns_;
    struct Row {
        std::vector<std::string> cells;
        std::vector<std::string> notes;
    };

    std::vector<Row> rows_;
};

}  // namespace sluice
