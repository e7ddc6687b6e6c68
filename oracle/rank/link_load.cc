// SPDX-License-Identifier: Apache-2.0
#include "oracle/rank/link_load.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace sluice {
namespace {

LinkLoadSettings checked(LinkLoadSettings settings) {
    if (!(settings.unit >= 0) || !std::isfinite(settings.unit))
        throw std::invalid_argument("a link's unit of cost is no number from 0 on");
    if (settings.rise_ns == 0 || settings.fall_ns == 0)
        throw std::invalid_argument("a link's load is averaged over no time");
    if (!(settings.hysteresis >= 0))
        throw std::invalid_argument("a link's hysteresis is no number from 0 on");
    double from = settings.hysteresis;  // a step that began at less would never be left
    float added = 0;
    for (const LinkLoadSettings::Step& step : settings.steps) {
        if (!(step.from > from) || !(step.from <= 1) || !(step.added_cost > added) ||
            !std::isfinite(step.added_cost))
            throw std::invalid_argument(
                "a link's steps: each begins at more than the one before, the first above the "
                "hysteresis, none above 1, and adds more");
        from = step.from;
        added = step.added_cost;
    }
    return settings;
}

}  // namespace

LinkLoad::LinkLoad(LinkLoadSettings settings) : settings_(checked(std::move(settings))) {}

bool LinkLoad::sample(uint64_t now_ns, double utilisation) {
    if (!(utilisation >= 0) || (sampled_ && now_ns <= sampled_ns_))
        return false;
    utilisation = std::min(utilisation, 1.0);
    if (sampled_) {
        const auto elapsed = static_cast<double>(now_ns - sampled_ns_);
        const auto constant =
            static_cast<double>(utilisation > average_ ? settings_.rise_ns : settings_.fall_ns);
        average_ += (utilisation - average_) * -std::expm1(-elapsed / constant);
    } else {
        average_ = utilisation;
    }
    sampled_ = true;
    sampled_ns_ = now_ns;

    const size_t before = step_;
    while (step_ < settings_.steps.size() && average_ >= settings_.steps[step_].from)
        ++step_;
    if (step_ == before && now_ns - changed_ns_ >= settings_.hold_ns) {
        while (step_ > 0 && average_ < settings_.steps[step_ - 1].from - settings_.hysteresis)
            --step_;
    }
    if (step_ == before)
        return false;
    changed_ns_ = now_ns;
    return true;
}

float LinkLoad::added_cost() const {
    return step_ == 0 ? 0 : settings_.unit * settings_.steps[step_ - 1].added_cost;
}

}  // namespace sluice
