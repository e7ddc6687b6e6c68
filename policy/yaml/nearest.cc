// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/nearest.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

namespace sluice {
namespace {

constexpr size_t kLongestCompared = 64;

// Levenshtein's distance, with two neighbours swapped counted once.
size_t distance(std::string_view a, std::string_view b) {
    std::vector<size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
    std::iota(last.begin(), last.end(), size_t{0});
    for (size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (size_t j = 1; j <= b.size(); ++j) {
            const size_t substituted = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, substituted});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
        std::swap(before_last, last);
        std::swap(last, row);
    }
    return last[b.size()];
}

}  // namespace

std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates) {
    if (word.size() > kLongestCompared)
        return "";
    std::string_view best;
    size_t best_distance = std::min<size_t>(2, word.size() / 2) + 1;
    for (const std::string_view candidate : candidates) {
        if (candidate.size() > kLongestCompared)
            continue;
        const size_t found = distance(word, candidate);
        if (found < best_distance) {
            best_distance = found;
            best = candidate;
        }
    }
    return best.empty() ? "" : "; did you mean '" + std::string(best) + "'?";
}

std::string list_words(std::span<const std::string_view> words) {
    std::string text;
    for (size_t i = 0; i < words.size(); ++i) {
        if (i > 0)
            text += i + 1 == words.size() ? " or " : ", ";
        text += words[i];
    }
    return text;
}

}  // namespace sluice
