// SPDX-License-Identifier: Apache-2.0
#include "dataplane/answers/reset_numbers.h"

#include <algorithm>

namespace sluice {
namespace {

// RFC 9293, section 3.4: modulo 2^32.
bool is_after(uint32_t number, uint32_t other) {
    return static_cast<int32_t>(number - other) > 0;
}

// It expects what comes after the last byte that reached it. Where the segment passes that is its
// end, unless more has overtaken the reset on its way: then one, two or four segments as long as
// this one. What the receiver itself said last is right where bytes were lost behind the box.
ResetLadder to_receiver(const ResetScene& scene) {
    ResetLadder ladder;
    const SeenSegment& segment = scene.segment;
    // Nobody has answered it yet: there is no connection at the far end.
    if (segment.syn && !segment.has_acknowledgement)
        return ladder;
    ResetNumbers numbers{.acknowledgement = segment.acknowledgement,
                         .has_acknowledgement = segment.has_acknowledgement};
    const auto add = [&](uint32_t sequence) {
        numbers.sequence = sequence;
        ladder.add(numbers);
    };
    if (scene.passes) {
        const bool behind =
            scene.onward.known && is_after(scene.onward.next_sequence, segment.end());
        const uint32_t next = behind ? scene.onward.next_sequence : segment.end();
        add(next);
        if (scene.back.has_acknowledged)
            add(scene.back.acknowledged);
        for (const uint32_t segments : {1u, 2u, 4u})
            add(next + segments * segment.payload_bytes);
        return ladder;
    }
    add(scene.onward.known ? scene.onward.next_sequence : segment.sequence);
    if (scene.back.has_acknowledged)
        add(scene.back.acknowledged);
    return ladder;
}

// Its acknowledgement is what it expects, but for what was on its way to it when it said so: that
// has passed the box before the reset does. When nothing passes any more, it is exact.
ResetLadder to_sender(const ResetScene& scene) {
    ResetLadder ladder;
    const SeenSegment& segment = scene.segment;
    // RFC 9293, section 3.10.7.1: to a SYN without ACK.
    ResetNumbers numbers{.acknowledgement = segment.end(), .has_acknowledgement = true};
    if (!segment.has_acknowledgement) {
        ladder.add(numbers);
        return ladder;
    }
    // As the other end would have it at this moment; of a SYN it has to cover it.
    if (!segment.syn && !scene.passes)
        numbers.acknowledgement =
            scene.back.has_acknowledged ? scene.back.acknowledged : segment.sequence;
    const auto add = [&](uint32_t sequence) {
        numbers.sequence = sequence;
        ladder.add(numbers);
    };
    const bool on_its_way =
        scene.back.known && is_after(scene.back.next_sequence, segment.acknowledgement);
    if (on_its_way && !scene.again)
        add(scene.back.next_sequence);
    add(segment.acknowledgement);
    if (on_its_way)
        add(scene.back.next_sequence);
    return ladder;
}

}  // namespace

void ResetLadder::add(const ResetNumbers& numbers) {
    const bool there = std::ranges::any_of(
        all(), [&](const ResetNumbers& rung) { return rung.sequence == numbers.sequence; });
    if (!there && count_ < kMost)
        rungs_[count_++] = numbers;
}

ResetLadder reset_ladder(const ResetScene& scene, Way way) {
    return way == Way::onward ? to_receiver(scene) : to_sender(scene);
}

}  // namespace sluice
