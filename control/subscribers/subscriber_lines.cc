// SPDX-License-Identifier: Apache-2.0
#include "control/subscribers/subscriber_lines.h"

#include <algorithm>
#include <sstream>

#include <simdjson.h>

#include "policy/csv_line.h"
#include "policy/subscriber_notation.h"

namespace sluice {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::string_view kTitles[] = {"id", "tier", "group", "site", "addresses"};

ReadLine wrong(std::string reason) {
    return {std::nullopt, std::move(reason)};
}

std::string listed_titles() {
    std::string text;
    for (const std::string_view title : kTitles)
        text += (text.empty() ? "" : ",") + std::string(title);
    return text;
}

// What is wrong, or nothing.
std::string add_address(const std::string& word, Subscriber& subscriber) {
    auto parsed = parse_subscriber_address(word);
    if (!parsed.address)
        return std::move(parsed.reason);
    subscriber.addresses.push_back(*parsed.address);
    return "";
}

// Null: the title is none of a name.
std::string* name_called(std::string_view title, Subscriber& subscriber) {
    for (const auto& [known, name] : {std::pair{std::string_view("id"), &subscriber.id},
                                      {"tier", &subscriber.tier},
                                      {"group", &subscriber.group},
                                      {"site", &subscriber.site}})
        if (known == title)
            return name;
    return nullptr;
}

std::string check(const Subscriber& subscriber) {
    if (!is_name(subscriber.id))
        return "its id is no name; " + std::string(kWhatANameIs);
    for (const auto& [field, name] : {std::pair{"tier", &subscriber.tier},
                                      {"group", &subscriber.group},
                                      {"site", &subscriber.site}})
        if (!name->empty() && !is_name(*name))
            return "its " + std::string(field) + " is no name; " + std::string(kWhatANameIs);
    if (subscriber.addresses.empty())
        return "'" + subscriber.id + "' has no address";
    return "";
}

}  // namespace

struct SubscriberLines::Json {
    simdjson::dom::parser parser;
};

SubscriberLines::SubscriberLines() : json_(std::make_unique<Json>()) {}
SubscriberLines::~SubscriberLines() = default;

ReadLine SubscriberLines::read(std::string_view line) {
    if (form_ == Form::unknown && line.starts_with(kByteOrderMark))
        line.remove_prefix(kByteOrderMark.size());
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    if (line.empty())
        return {};
    if (!simdjson::validate_utf8(line.data(), line.size()) ||
        line.find('\0') != std::string_view::npos) {
        if (form_ == Form::unknown)
            form_ = Form::neither;
        return wrong("is no UTF-8; write the file in it, as iconv does");
    }
    if (form_ == Form::unknown)
        form_ = line.front() == '{' ? Form::json : Form::csv;
    if (form_ == Form::json)
        return read_json(line);
    return titles_.empty() ? read_titles(line) : read_csv(line);
}

ReadLine SubscriberLines::read_titles(std::string_view line) {
    std::vector<std::string> cells;
    const bool known =
        split_csv_line(line, cells) &&
        std::all_of(cells.begin(), cells.end(), [&](const std::string& title) {
            return std::find(std::begin(kTitles), std::end(kTitles), title) != std::end(kTitles) &&
                   std::count(cells.begin(), cells.end(), title) == 1;
        });
    const auto has = [&](std::string_view title) {
        return std::find(cells.begin(), cells.end(), title) != cells.end();
    };
    if (!known || !has("id") || !has("addresses")) {
        form_ = Form::neither;
        return wrong("is neither a line of titles, " + listed_titles() +
                     " in any order, nor a JSON object");
    }
    titles_ = std::move(cells);
    return {};
}

ReadLine SubscriberLines::read_csv(std::string_view line) const {
    std::vector<std::string> cells;
    if (!split_csv_line(line, cells))
        return wrong("has a quote that is not closed, or text beside one");
    if (cells.size() != titles_.size())
        return wrong("has " + std::to_string(cells.size()) + " values, and there are " +
                     std::to_string(titles_.size()) + " titles");
    Subscriber subscriber;
    for (size_t i = 0; i < titles_.size(); ++i) {
        const std::string& value = cells[i];
        if (std::string* const name = name_called(titles_[i], subscriber)) {
            *name = value;
            continue;
        }
        std::istringstream words(value);
        for (std::string word; words >> word;)
            if (auto reason = add_address(word, subscriber); !reason.empty())
                return wrong(std::move(reason));
    }
    if (auto reason = check(subscriber); !reason.empty())
        return wrong(std::move(reason));
    return {std::move(subscriber), ""};
}

ReadLine SubscriberLines::read_json(std::string_view line) {
    simdjson::dom::object object;
    if (json_->parser.parse(line.data(), line.size()).get(object) != simdjson::SUCCESS)
        return wrong("is no JSON object");
    Subscriber subscriber;
    for (const auto& [key, value] : object) {
        const std::string name(key.substr(0, 60));
        if (key == "addresses") {
            simdjson::dom::array addresses;
            if (value.get(addresses) != simdjson::SUCCESS)
                return wrong("addresses: must be a list of texts");
            for (const auto& item : addresses) {
                std::string_view word;
                if (item.get(word) != simdjson::SUCCESS)
                    return wrong("addresses: must be a list of texts");
                if (auto reason = add_address(std::string(word), subscriber); !reason.empty())
                    return wrong(std::move(reason));
            }
            continue;
        }
        std::string_view text;
        std::string* const own = name_called(key, subscriber);
        if (own == nullptr)
            return wrong("unknown key '" + name + "'; there are " + listed_titles());
        if (value.get(text) != simdjson::SUCCESS)
            return wrong(name + ": must be a text");
        *own = text;
    }
    if (auto reason = check(subscriber); !reason.empty())
        return wrong(std::move(reason));
    return {std::move(subscriber), ""};
}

}  // namespace sluice
