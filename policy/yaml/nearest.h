// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace sluice {

// "; did you mean 'rate'?" if a candidate is a slip of the finger away from the word, else "".
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

// "up or down", "a, b or c".
std::string list_words(std::span<const std::string_view> words);

}  // namespace sluice
