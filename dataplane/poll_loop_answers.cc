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
void PollLoop::send_answers(uint64_t now_ns) {
    if (worker_.answers.all().empty()) [[likely]]
        return;
    for (const Answer& answer : worker_.answers.all()) {
        rte_mbuf* const mbuf = make_answer(answer);
        if (mbuf == nullptr)
            worker_.counters.answers_without_room++;
        else
            queue_answer(answer.port, mbuf);
    }
    worker_.answers.clear();
    const uint64_t sent = flush_answers();
    const uint64_t delay_ns = shared_.clock.now_ns() - now_ns;
    worker_.counters.answer_delay[answer_delay_bucket(delay_ns)].add(sent);
    worker_.counters.answer_delay_ns.add(sent * delay_ns);
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

void PollLoop::queue_answer(uint16_t port, rte_mbuf* mbuf) {
    AnswerBox& box = answer_boxes_[port];
    if (box.count == box.mbufs.size())
        flush_answers(port);
    box.mbufs[box.count++] = mbuf;
}

uint64_t PollLoop::flush_answers() {
    uint64_t sent = 0;
    for (uint16_t port = 0; port < answer_boxes_.size(); ++port) {
        if (answer_boxes_[port].count > 0)
            sent += flush_answers(port);
    }
    return sent;
}

uint64_t PollLoop::flush_answers(uint16_t port) {
    const Outbox& outbox = outboxes_[port];
    if (outbox.count > 0)
        flush(port);
    AnswerBox& box = answer_boxes_[port];
    const std::span<rte_mbuf*> mbufs(box.mbufs.data(), box.count);
    box.count = 0;
    size_t sent = 0;
    if (outbox.own_lane) {
        for (int tries = 0; tries < kTransmitTries && sent < mbufs.size(); ++tries)
            sent += rte_eth_tx_burst(outbox.lane.dpdk_port, outbox.lane.queue, &mbufs[sent],
                                     static_cast<uint16_t>(mbufs.size() - sent));
    } else {
        HandoffRing& ring = shared_.rings.between(worker_.index, outbox.lane_owner);
        while (sent < mbufs.size() && ring.push(Handed{.mbuf = mbufs[sent],
                                                       .port = port,
                                                       .purpose = Handed::Purpose::answer,
                                                       .verdict = {}}))
            ++sent;
    }
    worker_.counters.answers_unsent.add(mbufs.size() - sent);
    for (rte_mbuf* mbuf : mbufs.subspan(sent))
        rte_pktmbuf_free(mbuf);
    return sent;
}

}  // namespace sluice
