// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

namespace sluice {

// Random numbers that are the same on every machine: whole numbers alone, and nothing of the C
// library's, whose distributions and exponentials differ. SplitMix64 (Steele, Lea, Flood 2014).
class Generator {
 public:
    explicit Generator(uint64_t seed) : state_(seed) {}
    // Another sequence for each number.
    Generator(uint64_t seed, uint64_t number) : state_(seed) { state_ = next() + number; }

    uint64_t next() {
        uint64_t z = state_ += 0x9e3779b97f4a7c15;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
        z = (z ^ z >> 27) * 0x94d049bb133111eb;
        return z ^ z >> 31;
    }
    // From 0, below `end`, which is below 2^32.
    uint64_t below(uint64_t end) { return (next() >> 32) * end >> 32; }
    uint64_t between(uint64_t first, uint64_t last) { return first + below(last - first + 1); }
    // With a chance of so many millionths.
    bool happens(uint64_t millionths) { return below(1'000'000) < millionths; }

    // Log-normal: half of them are below the median, and one standard deviation is a factor of
    // 2^(sigma_percent / 100). The normal part is the sum of twelve uniform ones, the power of
    // two is exact at whole exponents and off by less than 0.4 % between them.
    uint64_t log_normal(uint64_t median, int64_t sigma_percent) {
        int64_t normal = 0;  // in 65,536ths
        for (int i = 0; i < 12; ++i)
            normal += static_cast<int64_t>(below(65'536));
        normal -= 6 * 65'536;
        const int64_t exponent = normal * sigma_percent / 100;
        const int64_t whole = exponent >> 16;
        const auto part = static_cast<uint64_t>(exponent & 0xffff);
        // 2^x between 0 and 1: 1 + 0.6565 x + 0.3435 x^2.
        const uint64_t power =
            65'536 + (part * 43'024 >> 16) + (part * part >> 16) * 22'512 / 65'536;
        const uint64_t scaled = median * power >> 16;
        return whole >= 0 ? scaled << whole : scaled >> -whole;
    }

 private:
    uint64_t state_;
};

}  // namespace sluice
