// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/read_congestion.h"

namespace sluice {
namespace {

constexpr uint32_t kWholePermille = 1000;
// Shorter, and a single burst is congestion; longer, and nobody is ever released the same day.
constexpr uint64_t kWindowLeastNs = 1'000'000'000;
constexpr uint64_t kWindowMostNs = 86'400'000'000'000;

void read_share(const YamlFields& fields, std::string_view key, uint32_t& permille) {
    if (const auto value = fields.find(key))
        permille = value->permille(1, kWholePermille).value_or(permille);
}

void read_window(const YamlFields& fields, std::string_view key, uint64_t& window_ns) {
    const auto value = fields.find(key);
    const auto read = value ? value->duration_ns() : std::nullopt;
    if (!read)
        return;
    window_ns = *read;
    if (window_ns < kWindowLeastNs || window_ns > kWindowMostNs)
        value->complain("a window is from 1s to 1d long");
}

}  // namespace

NearCongested read_near_congested(const YamlValue& value, const NearCongested& otherwise) {
    NearCongested settings = otherwise;
    const auto fields = value.fields({"up", "down", "window"});
    if (!fields)
        return settings;
    read_share(*fields, "up", settings.up_permille);
    read_share(*fields, "down", settings.down_permille);
    read_window(*fields, "window", settings.window_ns);
    return settings;
}

HeavyUse read_heavy(const YamlValue& value, const HeavyUse& otherwise) {
    HeavyUse settings = otherwise;
    static constexpr std::string_view kMeasures[] = {"volume", "dropped", "marked"};
    const auto fields =
        value.fields({"measure", "above", "window", "release_below", "release_window"});
    if (!fields)
        return settings;
    if (const auto measure = fields->find("measure"))
        settings.measure = static_cast<Measure>(measure->one_of(kMeasures).value_or(0));
    const size_t complaints_before = value.report().count();
    read_share(*fields, "above", settings.above_permille);
    read_window(*fields, "window", settings.window_ns);
    read_share(*fields, "release_below", settings.release_below_permille);
    read_window(*fields, "release_window", settings.release_window_ns);
    // Somebody between the two would be moved and released in turns.
    if (settings.release_below_permille > settings.above_permille &&
        value.report().count() == complaints_before)
        value.complain(
            "is released below a higher share than it begins above; write a "
            "'release_below' of at most 'above'");
    return settings;
}

CongestionSettings read_congestion(const YamlValue& value) {
    CongestionSettings settings;
    const auto fields = value.fields({"near_congested", "heavy"});
    if (!fields)
        return settings;
    if (const auto near_congested = fields->find("near_congested"))
        settings.near_congested = read_near_congested(*near_congested, settings.near_congested);
    if (const auto heavy = fields->find("heavy"))
        settings.heavy = read_heavy(*heavy, settings.heavy);
    return settings;
}

}  // namespace sluice
