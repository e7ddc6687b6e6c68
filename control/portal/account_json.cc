// SPDX-License-Identifier: Apache-2.0
#include "control/portal/account_json.h"

#include <ctime>
#include <nlohmann/json.hpp>

#include <fmt/chrono.h>

namespace sluice {
namespace {

using Json = nlohmann::ordered_json;

// RFC 3339, in UTC: an application need not know where the portal is.
Json time_json(int64_t unix_seconds) {
    const auto seconds = static_cast<std::time_t>(unix_seconds);
    std::tm utc{};
    if (gmtime_r(&seconds, &utc) == nullptr)
        return nullptr;
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", utc);
}

Json allowance_json(const TierAllowance& allowance) {
    const uint64_t used = allowance.used_bytes;
    return {{"bytes", allowance.bytes},
            {"counts", allowance.counts},
            {"used_bytes", used},
            {"left_bytes", used < allowance.bytes ? allowance.bytes - used : 0}};
}

Json queues_json(const QueueEffects& queues) {
    return {{"dropped_packets", queues.dropped_packets},
            {"dropped_bytes", queues.dropped_bytes},
            {"ce_marked_packets", queues.ce_marked_packets},
            {"ce_marked_bytes", queues.ce_marked_bytes}};
}

Json period_json(const BillingPeriod& period) {
    Json kinds = Json::array();
    for (const UsageByKind& kind : period.kinds)
        kinds.push_back({{"direction", kind.direction},
                         {"label", kind.label},
                         {"service_class", kind.service_class},
                         {"packets", kind.packets},
                         {"bytes", kind.bytes},
                         {"queues", queues_json(kind.queues)}});
    return {{"begin", time_json(period.begin)},
            {"end", time_json(period.end)},
            {"up_bytes", period.up_bytes},
            {"down_bytes", period.down_bytes},
            {"up_queues", queues_json(period.up_queues)},
            {"down_queues", queues_json(period.down_queues)},
            {"allowance", period.allowance ? allowance_json(*period.allowance) : Json(nullptr)},
            {"counts", std::move(kinds)}};
}

Json usage_json(const KeptUsage& usage) {
    Json periods = Json::array();
    for (const BillingPeriod& period : usage.periods)
        periods.push_back(period_json(period));
    return {{"as_of", time_json(usage.as_of)}, {"periods", std::move(periods)}};
}

Json touches_json(const KeptUsage& usage) {
    Json touches = Json::array();
    for (const RuleTouch& touch : usage.touches)
        touches.push_back({{"rule", touch.rule},
                           {"label", touch.label},
                           {"direction", touch.direction},
                           {"effect", touch.effect},
                           {"packets", touch.packets},
                           {"bytes", touch.bytes},
                           {"last", time_json(touch.last)}});
    return touches;
}

Json near_congestion_json(const LineCongestion& line) {
    Json sides = Json::object();
    for (const LineSide& side : line.sides)
        sides[side.direction] = side.near_congested;
    return sides;
}

Json stay_json(const LineCongestion& line, const LineSide& side) {
    const BestEffortStay& stay = *side.best_effort;
    return {{"since", time_json(stay.since)},
            {"reason", reason_in_words(line, side)},
            {"window_seconds", line.window_seconds},
            {"use", stay.use},
            {"threshold", stay.threshold},
            {"segment_utilisation", stay.segment_utilisation},
            {"segment_threshold", stay.segment_threshold},
            {"earliest_end", time_json(stay.earliest_end)},
            {"release_below", stay.release_below},
            {"release_window_seconds", stay.release_window_seconds}};
}

// By direction; null where the line has its priority.
Json best_effort_json(const LineCongestion& line) {
    Json sides = Json::object();
    for (const LineSide& side : line.sides)
        sides[side.direction] = side.best_effort ? stay_json(line, side) : Json(nullptr);
    return sides;
}

std::string text_of(const Json& json) {
    // What is not UTF-8 is replaced, never thrown over.
    return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string account_json(const Account& account) {
    const auto& port = account.seen_as.port;
    return text_of({
        {"subscriber",
         {{"id", account.id}, {"tier", account.tier.empty() ? Json(nullptr) : Json(account.tier)}}},
        {"seen_as",
         {{"address", account.seen_as.address.to_string()},
          {"port", port ? Json(*port) : Json(nullptr)}}},
        {"near_congestion",
         account.congestion ? near_congestion_json(*account.congestion) : Json(nullptr)},
        {"best_effort", account.congestion ? best_effort_json(*account.congestion) : Json(nullptr)},
        {"content_recorded", false},
        {"usage", account.usage ? usage_json(*account.usage) : Json(nullptr)},
        {"rule_effects", account.usage ? touches_json(*account.usage) : Json(nullptr)},
    });
}

std::string error_json(std::string_view code, std::string_view message) {
    return text_of({{"error", {{"code", code}, {"message", message}}}});
}

}  // namespace sluice
