// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sluice {

// A line's cells, by RFC 4180, but for line ends within quotes. False if a quote is not closed, or
// text follows it; then the cells mean nothing.
bool split_csv_line(std::string_view line, std::vector<std::string>& cells);

}  // namespace sluice
