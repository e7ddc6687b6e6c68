// SPDX-License-Identifier: Apache-2.0
#include "policy/locality/locality_lines.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sluice {
namespace {

struct Line {
    Prefix prefix;
    int number;
    Locality locality;
};

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlank = " \t\r";
    const size_t first = text.find_first_not_of(kBlank);
    return first == std::string_view::npos
               ? std::string_view{}
               : text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

class Reader {
 public:
    explicit Reader(std::string_view file_name) : file_name_(file_name) {}

    void read(std::string_view line, int number) {
        line = trimmed(line);
        if (line.empty() || line.front() == '#')
            return;
        const size_t comma = line.find(',');
        if (comma == std::string_view::npos)
            return complain(number, quoted(line) + " is no line like 198.18.0.0/15,local");
        const std::string_view before = trimmed(line.substr(0, comma));
        const std::string_view after = trimmed(line.substr(comma + 1));
        const auto prefix = Prefix::parse(before);
        const auto locality = locality_named(after);
        if (!prefix)
            complain(number, quoted(before) +
                                 " is no prefix without bits beyond its length, like "
                                 "198.18.0.0/15 or 2001:db8::/32");
        else if (!locality)
            complain(number, quoted(after) + " is neither local nor peering nor transit");
        else if (lines_.size() == kMostLocalityPrefixes)
            is_too_much_ = true;
        else
            lines_.push_back({*prefix, number, *locality});
    }
    bool is_too_much() const { return is_too_much_; }

    ParsedLocalities finish() {
        std::ranges::stable_sort(lines_, {}, &Line::prefix);
        for (size_t i = 1; i < lines_.size(); ++i)
            if (lines_[i].prefix == lines_[i - 1].prefix)
                complain(lines_[i].number, lines_[i].prefix.to_string() + " is on line " +
                                               std::to_string(lines_[i - 1].number) + " already");
        if (is_too_much_)
            complain(0, "has more than the " + std::to_string(kMostLocalityPrefixes) +
                            " prefixes that there may be");
        if (lines_.empty() && complaints_.empty())
            complain(0, "has no prefix; write lines like 198.18.0.0/15,local");
        if (!complaints_.empty()) {
            std::ranges::stable_sort(complaints_, {}, &Complaint::line);
            return {nullptr, std::move(complaints_)};
        }
        std::vector<std::pair<Prefix, Locality>> prefixes;
        prefixes.reserve(lines_.size());
        for (const Line& line : lines_)
            prefixes.emplace_back(line.prefix, line.locality);
        return {std::make_shared<const LocalityTable>(prefixes), {}};
    }

 private:
    static std::string quoted(std::string_view text) {
        return "'" + one_line(std::string(text)) + "'";
    }
    void complain(int number, std::string message) {
        if (complaints_.size() < kMostLocalityComplaints)
            complaints_.push_back({file_name_, number, "", std::move(message)});
    }

    const std::string file_name_;
    std::vector<Line> lines_;
    bool is_too_much_ = false;
    Complaints complaints_;
};

}  // namespace

ParsedLocalities parse_localities(std::string_view text, std::string_view file_name) {
    Reader reader(file_name);
    int number = 0;
    while (!text.empty() && !reader.is_too_much()) {
        const size_t end = text.find('\n');
        reader.read(text.substr(0, end), ++number);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return reader.finish();
}

}  // namespace sluice
