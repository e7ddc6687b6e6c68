// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "control/sluicectl/top/top_rates.h"

namespace sluice {

// What of it is looked at, and how.
struct TopView {
    enum class Part { labels, subscribers, rules, congestion };
    enum class Order { down, up, flows, name };

    Part part = Part::subscribers;
    Order order = Order::down;
    std::string filter;  // names with this in them; empty: all

    // What a key does to it; false: the key is none of these.
    bool take_key(int key);
};

// Links, and a table of the part that is looked at, as lines of text: words say what is wrong, no
// colour has to. The most comes first. At most `lines` lines, each at most `columns` wide.
std::vector<std::string> top_page(const TopRates& rates, const TopView& view, size_t lines,
                                  size_t columns);

// Everything at once, the first ten of each part.
std::string top_text(const TopRates& rates);
std::string top_json(const TopRates& rates);

}  // namespace sluice
