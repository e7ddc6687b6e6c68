// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "classifier/attributes.h"
#include "policy/congestion/generator.h"

namespace sluice {

// How lively homes are at a minute of the day, in thousandths of the evening's peak.
uint64_t liveliness_permille(uint32_t minute);

// What one home uses, a minute at a time: visits to web pages, videos, downloads; some homes share
// files by P2P, some send backups.
class HomeTraffic {
 public:
    HomeTraffic(uint64_t seed, uint64_t number, uint64_t up_bps, uint64_t down_bps);

    // Bytes by Direction, never more than the rates allow. Minutes in their order, each once.
    std::array<uint64_t, kDirectionCount> next(uint32_t minute);

 private:
    // In bytes a minute.
    struct Rates {
        uint64_t up = 0;
        uint64_t down = 0;
    };
    struct Session {
        uint32_t until_minute = 0;
        Rates rates;
    };
    struct Transfer {
        uint64_t left_bytes = 0;
        uint64_t rate = 0;
    };

    void browse(uint32_t minute);
    void watch(uint32_t minute);
    void download(uint32_t minute);
    void share_files(uint32_t minute);
    void back_up(uint32_t minute);
    bool begins(uint64_t once_in_minutes, uint64_t permille);
    uint64_t transfer(Transfer& transfer);

    Generator random_;
    Rates line_;  // what the tier allows
    uint64_t appetite_percent_;
    bool shares_files_ = false;
    bool uncapped_ = false;       // shares all it has
    uint32_t backup_minute_ = 0;  // 0: sends none
    Session browsing_;
    Session video_;
    Session sharing_;
    Session fetching_;  // while it shares
    Transfer download_;
    Transfer backup_;
    Rates used_;
};

}  // namespace sluice
