// SPDX-License-Identifier: Apache-2.0
#include "control/sluicectl/thresholds.h"

#include "control/sluicectl/session.h"
#include "policy/yaml/quantity.h"

namespace sluice {
namespace {

constexpr uint64_t kLeastWindowNs = 1'000'000'000;

uint64_t read_window_ns(const std::string& text) {
    const Quantity window = parse_duration_ns(text);
    if (!window.value || *window.value < kLeastWindowNs)
        throw CommandFailed("'" + text + "' is no time of at least 1s, like 15m");
    return *window.value;
}

template <typename Value>
void take(const std::optional<Value>& given, Value& into) {
    if (given)
        into = *given;
}

void apply(const Thresholds& thresholds, NearCongested& near) {
    take(thresholds.near_up_permille, near.up_permille);
    take(thresholds.near_down_permille, near.down_permille);
    take(thresholds.near_window_ns, near.window_ns);
}

void apply(const Thresholds& thresholds, HeavyUse& heavy) {
    take(thresholds.heavy_above_permille, heavy.above_permille);
    take(thresholds.heavy_window_ns, heavy.window_ns);
    take(thresholds.release_below_permille, heavy.release_below_permille);
    take(thresholds.release_window_ns, heavy.release_window_ns);
}

}  // namespace

uint32_t read_permille(const std::string& text) {
    const Quantity share = parse_permille(text);
    if (!share.value || *share.value < 1 || *share.value > 1000)
        throw CommandFailed("'" + text + "' is no share from 0.1% to 100%, like 70% or 72.5%");
    return static_cast<uint32_t>(*share.value);
}

void add_threshold_options(const Command& command, const std::shared_ptr<Thresholds>& thresholds) {
    const auto share = [&](const char* name, std::optional<uint32_t> Thresholds::*field,
                           const char* what) {
        command.add_text(
            name, [=](const std::string& text) { (*thresholds).*field = read_permille(text); },
            what);
    };
    const auto window = [&](const char* name, std::optional<uint64_t> Thresholds::*field,
                            const char* what) {
        command.add_text(
            name, [=](const std::string& text) { (*thresholds).*field = read_window_ns(text); },
            what);
    };
    share("--near-up", &Thresholds::near_up_permille,
          "a segment is near congestion above that share of its capacity, up");
    share("--near-down", &Thresholds::near_down_permille, "the same, down");
    window("--near-window", &Thresholds::near_window_ns, "on average over that time");
    share("--heavy-above", &Thresholds::heavy_above_permille,
          "a subscriber is heavy above that share of its tier's rate");
    window("--heavy-window", &Thresholds::heavy_window_ns, "on average over that time");
    share("--release-below", &Thresholds::release_below_permille,
          "who was moved is released when its use is below that share of its tier's rate");
    window("--release-window", &Thresholds::release_window_ns, "for that time");
}

void apply_thresholds(const Thresholds& thresholds, Policy& policy) {
    if (!policy.congestion)
        policy.congestion.emplace();
    apply(thresholds, policy.congestion->near_congested);
    apply(thresholds, policy.congestion->heavy);
    for (Site& site : policy.sites)
        if (site.near_congested)
            apply(thresholds, *site.near_congested);
    for (Tier& tier : policy.tiers)
        if (tier.heavy)
            apply(thresholds, *tier.heavy);
}

}  // namespace sluice
