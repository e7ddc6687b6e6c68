// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "oracle/tracker/layers/announce_urls.h"
#include "policy/address.h"

namespace sluice {

// Where a tracker further down is asked to register, at the one above it.
inline constexpr std::string_view kRegistrationPath = "/layers/v1/registration";

// What it says of itself (docs/tracker-layers.md). Who it is, its token says.
struct Registration {
    static constexpr size_t kMostPrefixes = 10'000;
    static constexpr size_t kMostCaches = 1'000;
    static constexpr uint32_t kShortestLifetimeS = 10;
    static constexpr uint32_t kLongestLifetimeS = 86'400;

    AnnounceUrls announce;
    std::vector<Prefix> prefixes;  // whose clients it is for; ascending, each once
    std::vector<Prefix> caches;    // its peers that are caches; the same
    uint32_t lifetime_s = 0;       // 0: it is no more
};

struct ParsedRegistration {
    std::optional<Registration> registration;
    std::string objection;  // to what is none: one line
};

// A body of JSON (RFC 8259), whatever it is. What is not known of a field is passed over, so that a
// newer tracker may say more; a field that is there twice is an objection.
ParsedRegistration parse_registration(std::string_view json);

// What parse_registration() reads.
std::string registration_text(const Registration& registration);

// What is answered: for how long it holds, or why not. And what of it is read by who registers:
// nothing where it is no such answer.
std::string registration_answer_text(uint32_t lifetime_s);
std::string registration_objection_text(std::string_view objection);
struct RegistrationAnswer {
    uint32_t lifetime_s = 0;
    std::string objection;  // visible ASCII alone; empty: there is none
};
std::optional<RegistrationAnswer> parse_registration_answer(std::string_view json);

}  // namespace sluice
