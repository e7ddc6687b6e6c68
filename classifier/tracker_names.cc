// SPDX-License-Identifier: Apache-2.0
#include "classifier/tracker_names.h"

#include <algorithm>
#include <optional>
#include <stdexcept>

namespace sluice {
namespace {

constexpr size_t kLongestName = 253;  // RFC 1035, 2.3.4, as text
constexpr size_t kLongestLabel = 63;

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

// From the name's end to its beginning (FNV-1a), so that one pass meets every domain above it.
constexpr uint32_t kHashSeed = 2166136261u;
uint32_t extend(uint32_t hash, char c) {
    return (hash ^ static_cast<uint8_t>(c)) * 16777619u;
}
uint32_t hash_of(std::string_view name) {
    uint32_t hash = kHashSeed;
    for (size_t i = name.size(); i > 0; --i)
        hash = extend(hash, name[i - 1]);
    return hash;
}

std::string_view trim(std::string_view text) {
    constexpr std::string_view kBlank = " \t\r";
    const size_t begin = std::min(text.find_first_not_of(kBlank), text.size());
    text.remove_prefix(begin);
    return text.substr(0, text.find_last_not_of(kBlank) + 1);
}

bool is_label(std::string_view label) {
    return !label.empty() && label.size() <= kLongestLabel &&
           std::all_of(label.begin(), label.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
           });
}

// Two labels at least: a top-level domain as a whole would be a mistake.
bool is_name(std::string_view name) {
    if (name.size() > kLongestName || name.find('.') == std::string_view::npos)
        return false;
    while (true) {
        const size_t dot = name.find('.');
        if (!is_label(name.substr(0, dot)))
            return false;
        if (dot == std::string_view::npos)
            return true;
        name.remove_prefix(dot + 1);
    }
}

}  // namespace

std::variant<TrackerNames, SignatureFileError> TrackerNames::read(SignatureText source) {
    TrackerNames names;
    std::string_view text = source.text;
    for (size_t number = 1; !text.empty(); ++number) {
        const size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = trim(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty() || line.front() == '#')
            continue;

        const bool and_below = line.front() == '.';
        const std::string_view name = line.substr(and_below ? 1 : 0);
        const auto error = [&](std::string_view reason) {
            return SignatureFileError{std::string(source.file), number,
                                      std::string("name '").append(line).append(reason)};
        };
        if (!is_name(name))
            return error(
                "': expected lower-case labels of letters, digits and dashes, two or more");
        if (names.find(hash_of(name), name) != nullptr)
            return error("' is already taken");
        names.add(name, and_below);
    }
    return names;
}

const TrackerNames& TrackerNames::built_in() {
    static const TrackerNames kNames = [] {
        auto names = read(embedded_tracker_names().front());
        if (const auto* const error = std::get_if<SignatureFileError>(&names))
            throw std::runtime_error(error->text());
        return std::get<TrackerNames>(std::move(names));
    }();
    return kNames;
}

bool TrackerNames::contains(std::string_view server_name) const {
    if (server_name.ends_with('.'))
        server_name.remove_suffix(1);
    if (server_name.size() > kLongestName)
        return false;
    uint32_t hash = kHashSeed;
    for (size_t i = server_name.size(); i > 0; --i) {
        if (server_name[i - 1] == '.') {
            const Slot* const domain = find(hash, server_name.substr(i));
            if (domain != nullptr && domain->and_below)
                return true;
        }
        hash = extend(hash, lower(server_name[i - 1]));
    }
    return find(hash, server_name) != nullptr;
}

// The slot of a name, in whatever case it is asked for.
const TrackerNames::Slot* TrackerNames::find(uint32_t hash, std::string_view name) const {
    const size_t mask = slots_.size() - 1;
    for (size_t i = hash & mask; !slots_[i].name.empty(); i = (i + 1) & mask)
        if (slots_[i].hash == hash &&
            std::equal(name.begin(), name.end(), slots_[i].name.begin(), slots_[i].name.end(),
                       [](char asked, char listed) { return lower(asked) == listed; }))
            return &slots_[i];
    return nullptr;
}

void TrackerNames::add(std::string_view name, bool and_below) {
    if ((count_ + 1) * 2 > slots_.size())
        rehash(slots_.size() * 2);
    const uint32_t hash = hash_of(name);
    const size_t mask = slots_.size() - 1;
    size_t at = hash & mask;
    while (!slots_[at].name.empty())
        at = (at + 1) & mask;
    slots_[at] = {hash, and_below, std::string(name)};
    count_++;
}

void TrackerNames::rehash(size_t slots) {
    std::vector<Slot> old(slots);
    old.swap(slots_);
    count_ = 0;
    for (const Slot& slot : old)
        if (!slot.name.empty())
            add(slot.name, slot.and_below);
}

}  // namespace sluice
