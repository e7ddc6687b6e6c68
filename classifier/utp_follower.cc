// SPDX-License-Identifier: Apache-2.0
#include "classifier/utp_follower.h"

#include "classifier/wire/utp.h"

namespace sluice {

bool UtpFollower::start(FlowInspection& flow, bool joined) {
    const uint32_t slot = flows_.take();
    if (slot == SlotPool<Streams>::kNone) {
        counts_.walkers_exhausted++;
        return false;
    }
    const uint32_t walk = walker_.start();
    if (walk == SlotPool<Streams>::kNone) {
        flows_.give_back(slot);
        counts_.walkers_exhausted++;
        return false;
    }
    flows_[slot] = {};
    flow.stage = FlowInspection::Stage::walked;
    flow.kept[0] = slot;
    flow.kept[1] = walk;
    if (joined)
        for (const Direction direction : {Direction::up, Direction::down})
            streams_.join(flows_[slot][static_cast<size_t>(direction)], walk, direction);
    return true;
}

void UtpFollower::observe(const FlowInspection& flow, const Segment& segment) {
    const auto header = parse_utp(segment.payload);
    if (header && header->type == UtpType::data)
        streams_.observe(flows_[flow.kept[0]][static_cast<size_t>(segment.direction)], flow.kept[1],
                         segment, *header);
}

void UtpFollower::end(FlowInspection& flow) {
    for (const Direction direction : {Direction::up, Direction::down})
        streams_.end(flows_[flow.kept[0]][static_cast<size_t>(direction)], flow.kept[1], direction);
    flows_.give_back(flow.kept[0]);
    flow.kept[0] = 0;
}

}  // namespace sluice
