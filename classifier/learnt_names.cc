// SPDX-License-Identifier: Apache-2.0
#include "classifier/learnt_names.h"

namespace sluice {

// FNV-1a over the seed and the name in lower case.
uint64_t LearntNames::hash(std::string_view name) const {
    constexpr uint64_t kPrime = 0x100000001b3;
    uint64_t value = (0xcbf29ce484222325 ^ seed_) * kPrime;
    for (const char c : name) {
        const auto lower = static_cast<uint8_t>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
        value = (value ^ lower) * kPrime;
    }
    return value;
}

void LearntNames::learn(std::string_view name, uint32_t now_s) {
    if (!name.empty())
        names_.note(hash(name), now_s);
}

bool LearntNames::knows(std::string_view name, uint32_t now_s) const {
    return !name.empty() && names_.knows(hash(name), now_s);
}

}  // namespace sluice
