// SPDX-License-Identifier: Apache-2.0
#include "policy/congestion/home_traffic.h"

#include <algorithm>

namespace sluice {
namespace {

constexpr uint64_t bytes_a_minute(uint64_t bps) {
    return bps * 60 / 8;
}

// By the hour. Residential use rises from its low before dawn through the afternoon to an evening
// peak from 21 to 23 h (Cho and others, "The impact and implications of the growth in residential
// user-to-user traffic", SIGCOMM 2006, figures of weekly traffic).
constexpr uint64_t kLiveliness[24] = {700, 500, 350, 260, 220, 220, 260, 340, 420, 480, 520,  550,
                                      580, 600, 610, 640, 690, 740, 790, 850, 930, 990, 1000, 900};

// What the mix has; the same paper: 4 % of the subscribers send three quarters of all that is
// sent, most of it by file sharing, without a clear boundary to the others.
constexpr uint64_t kSharersPermille = 40;
constexpr uint64_t kUncappedPermille = 250;  // of those who share
constexpr uint64_t kBackupPermille = 10;

}  // namespace

uint64_t liveliness_permille(uint32_t minute) {
    const uint32_t hour = minute / 60 % 24;
    const uint64_t part = minute % 60;
    return (kLiveliness[hour] * (60 - part) + kLiveliness[(hour + 1) % 24] * part) / 60;
}

HomeTraffic::HomeTraffic(uint64_t seed, uint64_t number, uint64_t up_bps, uint64_t down_bps)
    : random_(seed, number), line_{bytes_a_minute(up_bps), bytes_a_minute(down_bps)} {
    // Volumes of homes are log-normal (Alasmar and others, "Internet Traffic Volumes Are Not
    // Gaussian - They Are Log-Normal", ToN 2021).
    appetite_percent_ = std::clamp<uint64_t>(random_.log_normal(80, 100), 5, 400);
    shares_files_ = random_.below(1000) < kSharersPermille;
    uncapped_ = random_.below(1000) < kUncappedPermille;
    if (random_.below(1000) < kBackupPermille)
        backup_minute_ = static_cast<uint32_t>(random_.between(1, 1439));
}

std::array<uint64_t, kDirectionCount> HomeTraffic::next(uint32_t minute) {
    used_ = {};
    browse(minute);
    watch(minute);
    download(minute);
    if (shares_files_)
        share_files(minute);
    if (backup_minute_ != 0)
        back_up(minute);
    return {std::min(used_.up, line_.up), std::min(used_.down, line_.down)};
}

// Some 20 minutes of pages, mail and calls.
void HomeTraffic::browse(uint32_t minute) {
    if (browsing_.until_minute <= minute) {
        if (!begins(60, liveliness_permille(minute)))
            return;
        browsing_.until_minute = minute + static_cast<uint32_t>(random_.log_normal(18, 90));
    }
    const uint64_t page_bytes = random_.log_normal(bytes_a_minute(80'000), 140);
    used_.down += page_bytes;
    used_.up += page_bytes / 10;
}

// RFC 6057, section 7.2, has "less than 2.5 Mbps" for video of that time. Who has a slow line takes
// a stream that it carries easily.
void HomeTraffic::watch(uint32_t minute) {
    if (video_.until_minute <= minute) {
        if (!begins(400, liveliness_permille(minute)))
            return;
        video_.until_minute = minute + static_cast<uint32_t>(random_.log_normal(12, 120));
        video_.rates.down = std::min({bytes_a_minute(random_.log_normal(700'000, 80)),
                                      bytes_a_minute(2'500'000), line_.down / 2});
    }
    used_.down += video_.rates.down;
    used_.up += video_.rates.down / 40;
}

// A program, a game, a film: as fast as the other end gives it.
void HomeTraffic::download(uint32_t minute) {
    if (download_.left_bytes == 0 && begins(2500, liveliness_permille(minute))) {
        download_.left_bytes =
            std::min<uint64_t>(random_.log_normal(60'000'000, 170), 4'000'000'000);
        download_.rate = line_.down * random_.between(30, 95) / 100;
    }
    const uint64_t bytes = transfer(download_);
    used_.down += bytes;
    used_.up += bytes / 40;
}

// Hours of sending at what the user allows it, with fetching in between; less bound to the evening
// than all else.
void HomeTraffic::share_files(uint32_t minute) {
    if (sharing_.until_minute <= minute) {
        if (!begins(90, 300 + liveliness_permille(minute) * 7 / 10))
            return;
        sharing_.until_minute = minute + static_cast<uint32_t>(random_.log_normal(150, 110));
        sharing_.rates.up =
            line_.up * (uncapped_ ? random_.between(80, 98) : random_.between(20, 70)) / 100;
    }
    if (fetching_.until_minute <= minute) {
        const bool fetches = random_.below(100) < 35;
        fetching_.until_minute = minute + static_cast<uint32_t>(random_.log_normal(25, 110)) + 1;
        // What swarms give is as uneven as all volumes are.
        fetching_.rates.down =
            fetches ? line_.down * std::min<uint64_t>(random_.log_normal(25, 120), 95) / 100 : 0;
    }
    // Peers come and go.
    const uint64_t percent = random_.between(80, 110);
    used_.up += sharing_.rates.up * percent / 100;
    used_.down += fetching_.rates.down * percent / 100;
}

// Once a day at its minute, nearly all the line for some time.
void HomeTraffic::back_up(uint32_t minute) {
    if (minute % 1440 == backup_minute_) {
        backup_.rate = line_.up * 9 / 10;
        backup_.left_bytes = backup_.rate * random_.log_normal(15, 120);
    }
    used_.up += transfer(backup_);
}

bool HomeTraffic::begins(uint64_t once_in_minutes, uint64_t permille) {
    return random_.happens(1'000'000 / once_in_minutes * permille / 1000 * appetite_percent_ / 100);
}

uint64_t HomeTraffic::transfer(Transfer& transfer) {
    const uint64_t bytes = std::min(transfer.left_bytes, transfer.rate);
    transfer.left_bytes -= bytes;
    return bytes;
}

}  // namespace sluice
