// SPDX-License-Identifier: Apache-2.0
#include "oracle/load/measured_load.h"

#include <algorithm>
#include <utility>

namespace sluice {

std::shared_ptr<const Topology> MeasuredLoad::use(std::shared_ptr<const Topology> base,
                                                  const std::vector<MeasuredLink>& links) {
    std::vector<std::string> boxes;
    std::vector<Asked> asked;
    for (const MeasuredLink& link : links) {
        auto box = std::ranges::find(boxes, link.box);
        if (box == boxes.end())
            box = boxes.insert(boxes.end(), link.box);
        Asked& one = asked.emplace_back();
        for (size_t i = 0; i < loaded_.links(); ++i)
            if (loaded_.link(i).is_measured_as(link))
                one = asked_[i];
        one.box = static_cast<size_t>(box - boxes.begin());
    }
    boxes_.use(boxes);
    loaded_.use(std::move(base), links);
    asked_ = std::move(asked);
    return used_ = loaded_.topology();
}

std::shared_ptr<const Topology> MeasuredLoad::refresh(uint64_t now_ns) {
    if (asked_.empty())
        return nullptr;
    const std::vector<BoxReadings::Answer> answers = boxes_.ask();
    for (size_t link = 0; link < asked_.size(); ++link)
        read(link, answers[asked_[link].box], now_ns);
    loaded_.forget(now_ns);
    if (loaded_.topology() == used_)
        return nullptr;
    return used_ = loaded_.topology();
}

void MeasuredLoad::read(size_t link, const BoxReadings::Answer& answer, uint64_t now_ns) {
    const MeasuredLink& what = loaded_.link(link);
    std::string& objection = asked_[link].objection;
    objection.clear();
    if (!answer.failure.empty()) {
        objection = "the box at " + what.box + ": " + answer.failure;
        return;
    }
    const auto told = std::ranges::find(answer.links, what.link, &BoxReadings::Of::link);
    if (told == answer.links.end()) {
        objection = "the box at " + what.box + " has no link '" + what.link + "'";
        return;
    }
    if (told->reading.up_bps == 0 || told->reading.down_bps == 0)
        objection = "the box at " + what.box + " does not know the capacity of its link '" +
                    what.link + "'; write it in the link's configuration there";
    if (const auto use = asked_[link].meter.read(told->reading))
        loaded_.measured(link, now_ns, *use);
}

std::vector<LinkState> MeasuredLoad::states(uint64_t now_ns) const {
    std::vector<LinkState> states;
    for (size_t link = 0; link < asked_.size(); ++link) {
        LinkState& state = states.emplace_back();
        state.name = loaded_.link(link).name;
        state.objection = asked_[link].objection;
        const auto load = loaded_.load(link);
        if (!load)
            continue;
        state.age_s = static_cast<double>(now_ns - load->measured_ns) / 1e9;
        state.utilisation = load->average;
        state.added_cost = load->added;
    }
    return states;
}

std::vector<std::string> MeasuredLoad::take_news() {
    std::vector<std::string> news;
    for (size_t link = 0; link < asked_.size(); ++link) {
        Asked& asked = asked_[link];
        if (asked.objection_told == !asked.objection.empty())
            continue;
        asked.objection_told = !asked.objection.empty();
        news.push_back("link " + loaded_.link(link).name + ": " +
                       (asked.objection_told ? asked.objection : "measured again"));
    }
    return news;
}

}  // namespace sluice
