// SPDX-License-Identifier: Apache-2.0
#include "control/sluicectl/congestion_json.h"

#include <ctime>
#include <nlohmann/json.hpp>

#include <fmt/chrono.h>

namespace sluice {
namespace {

using Json = nlohmann::ordered_json;

Json time_json(uint64_t ns) {
    const auto seconds = static_cast<std::time_t>(ns / 1'000'000'000);
    std::tm utc{};
    if (gmtime_r(&seconds, &utc) == nullptr)
        return nullptr;
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", utc);
}

double seconds(uint64_t ns) {
    return static_cast<double>(ns) * 1e-9;
}

double share(uint32_t permille) {
    return permille / 1000.0;
}

const char* word(Direction direction) {
    return direction == Direction::up ? "up" : "down";
}

// What may not be told exactly is text.
Json count_json(const SharedCount& count) {
    return count.shown == SharedCount::Shown::exactly ? Json(count.count) : Json(count.to_string());
}

Json near_json(const CongestionReport::NearCongestion& near) {
    Json hours = Json::array();
    for (const uint64_t ns : near.by_hour_ns)
        hours.push_back(seconds(ns));
    return {{"segment", near.segment},
            {"is_link", near.is_link},
            {"direction", word(near.direction)},
            {"times", near.times},
            {"lasted_seconds", seconds(near.lasted_ns)},
            {"longest_seconds", seconds(near.longest_ns)},
            {"first", time_json(near.first_ns)},
            {"last", time_json(near.last_ns)},
            {"seconds_by_hour_of_day", std::move(hours)},
            {"threshold", share(near.threshold_permille)},
            {"highest_utilisation", share(near.highest_permille)}};
}

Json effect_json(const CongestionReport::Effect& effect) {
    return {{"best_effort_seconds", seconds(effect.best_effort_ns)},
            {"longest_seconds", seconds(effect.longest_ns)},
            {"bytes", effect.bytes},
            {"dropped_bytes", effect.dropped_bytes},
            {"marked_bytes", effect.marked_bytes},
            {"use_when_moved", share(effect.measured_permille)},
            {"segment_utilisation_when_moved", share(effect.segment_permille)}};
}

Json moved_json(const CongestionReport::Moved& moved, bool by_tier) {
    Json json = by_tier ? Json{{"tier", moved.tier}}
                        : Json{{"segment", moved.segment}, {"is_link", moved.is_link}};
    json["direction"] = word(moved.direction);
    json["subscribers"] = count_json(moved.subscribers);
    json["times"] = count_json(moved.times);
    json["effect"] = moved.effect ? effect_json(*moved.effect) : Json(nullptr);
    return json;
}

Json json_of(const CongestionReport& report) {
    Json near = Json::array();
    for (const auto& one : report.near_congestion)
        near.push_back(near_json(one));
    Json by_segment = Json::array();
    for (const auto& moved : report.by_segment)
        by_segment.push_back(moved_json(moved, false));
    Json by_tier = Json::array();
    for (const auto& moved : report.by_tier)
        by_tier.push_back(moved_json(moved, true));
    Json released = Json::array();
    for (const auto& one : report.released)
        released.push_back(
            {{"cause", std::string(name(one.cause))}, {"times", count_json(one.times)}});
    return {{"from", time_json(report.from_ns)},
            {"until", time_json(report.until_ns)},
            {"subscribers", report.subscribers},
            {"heavy_subscribers", count_json(report.heavy)},
            {"moved_subscribers", count_json(report.moved)},
            {"times_moved", count_json(report.times)},
            {"near_congestion", std::move(near)},
            {"moved_by_segment", std::move(by_segment)},
            {"moved_by_tier", std::move(by_tier)},
            {"released", std::move(released)}};
}

Json touched_json(const Touched& touched) {
    const Transition& moved = touched.moved;
    return {{"subscriber", touched.id},
            {"tier", moved.tier},
            {"direction", word(moved.direction)},
            {"segment", moved.segment_name},
            {"from", time_json(moved.at_ns)},
            {"until", touched.released ? time_json(touched.released->at_ns) : Json(nullptr)},
            {"use", share(moved.measured_permille)},
            {"segment_utilisation", share(moved.segment_permille)}};
}

std::string text_of(const Json& json) {
    // What is not UTF-8 is replaced, never thrown over.
    return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string report_json(const CongestionReport& report) {
    return text_of(json_of(report));
}

std::string simulation_json(const SimulationResult& result, const CongestionReport& report) {
    Json touched = Json::array();
    for (const Touched& one : result.touched)
        touched.push_back(touched_json(one));
    return text_of({{"subscribers", result.subscribers},
                    {"touched_subscribers", result.touched_subscribers},
                    {"touched", std::move(touched)},
                    {"report", json_of(report)}});
}

}  // namespace sluice
