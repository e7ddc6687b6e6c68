// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace sluice {

// Numbers for people, three or four digits and a unit.
std::string format_bytes(uint64_t bytes);           // "1.5 MB": powers of 1,000, as on the wire
std::string format_memory(uint64_t bytes);          // "1.5 MiB"
std::string format_rate(uint64_t bits_per_second);  // "10 Gbit/s"
std::string format_age(double seconds);             // "0.4s", "12s", "3m05s", "2h07m", "4d01h"
std::string format_time(int64_t unix_seconds);      // "2026-01-31T09:15:00+01:00", local

}  // namespace sluice
