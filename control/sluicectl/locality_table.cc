// SPDX-License-Identifier: Apache-2.0
#include "control/sluicectl/locality_table.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "control/sluicectl/table.h"
#include "control/units.h"
#include "control/visible_text.h"

namespace sluice {
namespace {

constexpr std::string_view kLocalities[] = {"local", "peering", "transit"};

// A label's bytes, or all labels' together.
struct Row {
    std::string label;
    uint64_t up[std::size(kLocalities)] = {};
    uint64_t down[std::size(kLocalities)] = {};

    void add(const v1::LocalityBytes& bytes) {
        const auto at = std::ranges::find(kLocalities, bytes.locality());
        if (at == std::end(kLocalities))
            return;
        up[at - kLocalities] += bytes.up_ip_bytes();
        down[at - kLocalities] += bytes.down_ip_bytes();
    }
};

std::string both(uint64_t up, uint64_t down) {
    return format_bytes(up) + " / " + format_bytes(down);
}

std::string share(const uint64_t (&bytes)[std::size(kLocalities)]) {
    uint64_t all = 0;
    for (const uint64_t one : bytes)
        all += one;
    return all == 0 ? "-" : std::to_string((bytes[0] * 100 + all / 2) / all) + "%";
}

// Clocks are set, and not all to the same.
double age_s(const v1::LocalityStatus& status, int64_t now_unix_s) {
    return static_cast<double>(std::max<int64_t>(0, now_unix_s - status.read_at().seconds()));
}

}  // namespace

void print_locality(const v1::LocalityStatus& status, int64_t now_unix_s, std::ostream& out) {
    if (status.file().empty()) {
        out << "nothing is told apart: no locality file is configured\n";
        return;
    }
    out << printable(status.file()) << ": ";
    if (status.has_read_at())
        out << status.prefixes() << " prefixes, read " << format_time(status.read_at().seconds())
            << ", " << format_age(age_s(status, now_unix_s)) << " ago\n";
    else
        out << "not read yet\n";
    if (!status.objection().empty())
        out << "not taken: " << printable(status.objection()) << "\n";

    std::vector<Row> rows;
    Row all{"all", {}, {}};
    for (const v1::LocalityBytes& bytes : status.bytes()) {
        if (bytes.locality() == "unknown")
            continue;
        if (rows.empty() || rows.back().label != bytes.label())
            rows.push_back({bytes.label(), {}, {}});
        rows.back().add(bytes);
        all.add(bytes);
    }
    if (rows.empty())
        return;
    rows.push_back(std::move(all));
    Table table{{"LABEL"},
                {"LOCAL UP / DOWN", Table::Align::right},
                {"PEERING", Table::Align::right},
                {"TRANSIT", Table::Align::right},
                {"LOCAL SHARE", Table::Align::right}};
    for (const Row& row : rows)
        table.add_row({row.label, both(row.up[0], row.down[0]), both(row.up[1], row.down[1]),
                       both(row.up[2], row.down[2]), share(row.up) + " / " + share(row.down)});
    table.print(out);
}

}  // namespace sluice
