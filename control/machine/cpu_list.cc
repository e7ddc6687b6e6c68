// SPDX-License-Identifier: Apache-2.0
#include "control/machine/cpu_list.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace sluice {
namespace {

constexpr unsigned kMostCpus = 65'536;

std::optional<unsigned> number(std::string_view text) {
    unsigned value = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
    if (end.ec != std::errc() || end.ptr != text.data() + text.size() || value >= kMostCpus)
        return std::nullopt;
    return value;
}

}  // namespace

CpuList parse_cpu_list(std::string_view text) {
    CpuList cpus;
    while (!text.empty()) {
        const size_t comma = std::min(text.find(','), text.size());
        const std::string_view range = text.substr(0, comma);
        const size_t dash = std::min(range.find('-'), range.size());
        const auto first = number(range.substr(0, dash));
        const auto last = dash < range.size() ? number(range.substr(dash + 1)) : first;
        if (!first || !last)
            return {};
        for (unsigned cpu = *first; cpu <= *last; ++cpu)
            cpus.insert(cpu);
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return cpus;
}

std::string cpu_list_text(const CpuList& cpus) {
    std::string text;
    for (auto at = cpus.begin(); at != cpus.end();) {
        const unsigned first = *at;
        unsigned last = first;
        while (++at != cpus.end() && *at == last + 1)
            last = *at;
        text += (text.empty() ? "" : ",") + std::to_string(first);
        if (last > first)
            text += (last == first + 1 ? "," : "-") + std::to_string(last);
    }
    return text;
}

}  // namespace sluice
