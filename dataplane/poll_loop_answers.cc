// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <span>

#include <rte_ethdev.h>
#include <rte_mbuf.h>

#include "dataplane/next_hop.h"
#include "dataplane/poll_loop.h"

// Frames of the box's own. They are sent and counted apart from those that pass.
namespace sluice {
namespace {

// As it is, or as the router beside a tap is to get it.
size_t write_answer(const Answer& answer, const std::optional<NextHop>& next_hop,
                    std::span<uint8_t> out) {
    if (next_hop)
        return write_to_next_hop(answer.frame, *next_hop, out);
    std::ranges::copy(answer.frame, out.begin());
    return answer.frame.size();
}

}  // namespace

// At once, and after what passed before them: a reset that overtook it would not be believed.
void PollLoop::send_answers(uint64_t arrived_ns) {
    if (worker_.answers.all().empty()) [[likely]]
        return;
    for (const Answer& answer : worker_.answers.all()) {
        rte_mbuf* const mbuf = make_answer(answer);
        if (mbuf == nullptr)
            worker_.counters.answers_without_room++;
        else
            queue_answer(answer.port, mbuf, arrived_ns);
    }
    worker_.answers.clear();
    flush_answers(arrived_ns);
}

// What a port does with frames that it has is its own time: a kernel interface in copy mode brings
// them to their receivers before it comes back. Those that wait for that have waited.
void PollLoop::count_answer_delay(uint64_t arrived_ns, uint64_t handed_ns, uint64_t frames) {
    if (arrived_ns == kCountedElsewhere)
        return;
    const uint64_t delay_ns = handed_ns - arrived_ns;
    worker_.counters.answer_delay[answer_delay_bucket(delay_ns)].add(frames);
    worker_.counters.answer_delay_ns.add(frames * delay_ns);
}

rte_mbuf* PollLoop::make_answer(const Answer& answer) {
    rte_mbuf* const mbuf = rte_pktmbuf_alloc(shared_.pool);
    if (mbuf == nullptr)
        return nullptr;
    const auto& next_hop = shared_.ports[answer.port].next_hop;
    const size_t most = answer.frame.size() + (next_hop ? kNextHopHeaderMost : 0);
    auto* const bytes =
        reinterpret_cast<uint8_t*>(rte_pktmbuf_append(mbuf, static_cast<uint16_t>(most)));
    const size_t length =
        bytes == nullptr ? 0 : write_answer(answer, next_hop, std::span<uint8_t>(bytes, most));
    if (length == 0) {
        rte_pktmbuf_free(mbuf);
        return nullptr;
    }
    rte_pktmbuf_trim(mbuf, static_cast<uint16_t>(most - length));
    return mbuf;
}

void PollLoop::queue_answer(uint16_t port, rte_mbuf* mbuf, uint64_t arrived_ns) {
    AnswerBox& box = answer_boxes_[port];
    if (box.count == box.mbufs.size())
        flush_answers(port, arrived_ns);
    box.mbufs[box.count++] = mbuf;
}

void PollLoop::flush_answers(uint64_t arrived_ns) {
    for (uint16_t port = 0; port < answer_boxes_.size(); ++port) {
        if (answer_boxes_[port].count > 0)
            flush_answers(port, arrived_ns);
    }
}

void PollLoop::flush_answers(uint16_t port, uint64_t arrived_ns) {
    const Outbox& outbox = outboxes_[port];
    if (outbox.count > 0)
        flush(port);
    AnswerBox& box = answer_boxes_[port];
    const std::span<rte_mbuf*> mbufs(box.mbufs.data(), box.count);
    box.count = 0;
    size_t sent = 0;
    if (outbox.own_lane) {
        for (int tries = 0; tries < kTransmitTries && sent < mbufs.size(); ++tries) {
            const uint64_t handed_ns = shared_.clock.now_ns();
            const uint16_t taken =
                rte_eth_tx_burst(outbox.lane.dpdk_port, outbox.lane.queue, &mbufs[sent],
                                 static_cast<uint16_t>(mbufs.size() - sent));
            count_answer_delay(arrived_ns, handed_ns, taken);
            sent += taken;
        }
    } else {
        HandoffRing& ring = shared_.rings.between(worker_.index, outbox.lane_owner);
        while (sent < mbufs.size() && ring.push(Handed{.mbuf = mbufs[sent],
                                                       .port = port,
                                                       .purpose = Handed::Purpose::answer,
                                                       .verdict = {}}))
            ++sent;
        count_answer_delay(arrived_ns, shared_.clock.now_ns(), sent);
    }
    worker_.counters.answers_unsent.add(mbufs.size() - sent);
    for (rte_mbuf* mbuf : mbufs.subspan(sent))
        rte_pktmbuf_free(mbuf);
}

}  // namespace sluice
