// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace sluice {

// A moment as somebody writes it, in Unix seconds: "2026-11-29T12:00:00Z", with "+01:00", or local
// without either; "2026-11-29 12:00", "2026-11-29"; or how long ago, "24h". Throws CommandFailed.
int64_t read_time(const std::string& text, int64_t now);

// How far local time is east of UTC then, in minutes.
int local_offset_minutes(int64_t unix_seconds);

}  // namespace sluice
