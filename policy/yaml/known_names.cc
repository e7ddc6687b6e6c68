// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/known_names.h"

#include <vector>

#include "policy/yaml/nearest.h"

namespace sluice {
namespace {

// Of more names nobody is told the nearest: a million slips cost a million looks at all of them.
constexpr size_t kMostCompared = 1'000;

}  // namespace

std::optional<std::string> read_known_name(const YamlValue& value, const KnownNames& names,
                                           std::string_view kind) {
    auto text = value.name();
    if (!text || names.contains(*text))
        return text;
    std::vector<std::string_view> words;
    if (names.size() <= kMostCompared)
        words.assign(names.begin(), names.end());
    value.complain("there is no " + std::string(kind) + " '" + *text + "'" +
                   did_you_mean(*text, words));
    return std::nullopt;
}

}  // namespace sluice
