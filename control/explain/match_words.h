// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "policy/policy.h"

namespace sluice {

// What a rule asks for, after "it asks for": "label bittorrent, at grade endpoint or surer; ...".
// Long lists are cut short.
std::string match_words(const Match& match);

}  // namespace sluice
