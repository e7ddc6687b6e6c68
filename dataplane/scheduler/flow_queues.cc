// SPDX-License-Identifier: Apache-2.0
#include "dataplane/scheduler/flow_queues.h"

namespace sluice {
namespace {

// Nothing, where the clock was set back in between.
QueueTime wait_of(const QueuedPacket& packet, QueueTime now) {
    return is_before(now, packet.queued) ? 0 : now - packet.queued;
}

}  // namespace

FlowQueues::Added FlowQueues::add(uint32_t bytes, uint64_t flow_key, uint32_t leaf_number,
                                  Leaf& leaf, FlowLists& lists, QueuedPacket*& queued) {
    uint32_t number = index_.find(flows_.data(), flow_key);
    const bool begins = number == kNone;
    if (begins && flows_.in_use() == flows_.capacity())
        return Added::no_flow;
    const uint32_t place = packets_.take();
    if (place == kNone)
        return Added::no_packet;
    queued = &packets_[place];
    queued->bytes = static_cast<uint16_t>(bytes);
    if (begins) {
        number = flows_.take();
        flows_[number].key = flow_key;
        flows_[number].leaf = leaf_number;
        flows_[number].deficit = kQuantum;
        index_.insert(flow_key, number);
        lists.fresh.push_back(flows_.data(), number);
        ++leaf.flows;
    }
    FlowQueue& flow = flows_[number];
    queued->previous = flow.tail;
    if (flow.tail == kNone)
        flow.head = place;
    else
        packets_[flow.tail].next = place;
    flow.tail = place;
    flow.bytes += bytes;
    backlogs_.moved(flows_.data(), number, flow.bytes - bytes);
    if (!begins && flow.head == place && flow.deficit > 0 && !flow.is_resumed) {
        flow.is_resumed = true;
        flow.next_resumed = lists.resumed;
        lists.resumed = number;
    }
    leaf.bytes += bytes;
    ++leaf.packets;
    return Added::added;
}

// RFC 8290, section 4.2: those of the fresh list first; who has had its turn goes to the old one,
// and who has nothing left leaves from there alone, so that nobody is fresh twice in a round.
bool FlowQueues::take(FlowLists& lists, Leaf& leaf, const CodelTimes& times, bool ecn,
                      uint64_t now_ns, Departures& out, uint32_t& bytes) {
    const QueueTime now = to_queue_time(now_ns);
    FlowQueue* const pool = flows_.data();
    while (lists.resumed != kNone && !out.full()) {
        const uint32_t number = lists.resumed;
        FlowQueue& flow = pool[number];
        if (flow.head != kNone && flow.deficit > 0 &&
            take_from(number, leaf, times, ecn, now, out, bytes))
            return true;
        if (flow.head != kNone && flow.deficit > 0)
            return false;  // no room in out
        flow.is_resumed = false;
        lists.resumed = flow.next_resumed;
    }
    while (!lists.empty() && !out.full()) {
        const bool is_fresh = !lists.fresh.empty();
        CircularList<FlowQueue>& list = is_fresh ? lists.fresh : lists.old;
        const uint32_t number = list.first(pool);
        FlowQueue& flow = pool[number];
        if (flow.deficit <= 0) {
            flow.deficit += kQuantum;
            if (is_fresh)
                lists.old.push_back(pool, list.pop_front(pool));
            else
                list.rotate(pool);
            continue;
        }
        if (flow.head != kNone && take_from(number, leaf, times, ecn, now, out, bytes))
            return true;
        if (flow.head != kNone)
            return false;       // no room in out
        if (flow.is_resumed) {  // it is looked at there first
            list.rotate(pool);
            continue;
        }
        list.pop_front(pool);
        if (is_fresh && !lists.old.empty())
            lists.old.push_back(pool, number);
        else
            end_flow(number, leaf);
    }
    return false;
}

// The first that is not dropped.
bool FlowQueues::take_from(uint32_t number, Leaf& leaf, const CodelTimes& times, bool ecn,
                           QueueTime now, Departures& out, uint32_t& bytes) {
    FlowQueue& flow = flows_[number];
    while (flow.head != kNone && !out.full()) {
        const uint32_t place = flow.head;
        const QueuedPacket& packet = packets_[place];
        flow.head = packet.next;
        if (flow.head == kNone)
            flow.tail = kNone;
        bytes = packet.bytes;
        flow.bytes -= bytes;
        backlogs_.moved(flows_.data(), number, flow.bytes + bytes);
        leaf.bytes -= bytes;
        --leaf.packets;

        const QueueTime waited = wait_of(packet, now);
        const bool signal = flow.codel.signals(times, now, waited, flow.bytes);
        const bool marked = signal && ecn && packet.ecn_capable;
        if (signal && !marked) {
            depart(place, Departure::Fate::late, waited, leaf, out);
            continue;
        }
        flow.deficit -= static_cast<int32_t>(bytes);
        depart(place, marked ? Departure::Fate::marked : Departure::Fate::sent, waited, leaf, out);
        return true;
    }
    return false;
}

void FlowQueues::depart(uint32_t place, Departure::Fate fate, QueueTime waited, const Leaf& leaf,
                        Departures& out) {
    const QueuedPacket& packet = packets_[place];
    out.add({.buffer = packet.buffer,
             .waited_ns = uint64_t{waited} << 10,
             .record = leaf.record,
             .wire_bytes = uint32_t{packet.ip_bytes} + packet.bytes_beside,
             .ip_bytes = packet.ip_bytes,
             .port = packet.port,
             .ip_offset = packet.ip_offset,
             .label = packet.label,
             .service_class = packet.service_class,
             .direction = leaf.direction,
             .fate = fate});
    packets_.give_back(place);
}

void FlowQueues::end_all(FlowLists& lists, Leaf& leaf) {
    for (CircularList<FlowQueue>* const list : {&lists.fresh, &lists.old}) {
        while (!list->empty())
            end_flow(list->pop_front(flows_.data()), leaf);
    }
    lists.resumed = kNone;
}

void FlowQueues::end_flow(uint32_t number, Leaf& leaf) {
    index_.erase(flows_[number].key, number);
    flows_.give_back(number);
    --leaf.flows;
}

uint32_t FlowQueues::evict(Leaf* leaves, uint64_t now_ns, Departures& out) {
    const uint32_t number = backlogs_.fattest();
    if (number == kNone || out.full())
        return kNone;
    FlowQueue& flow = flows_[number];
    const uint32_t place = flow.tail;
    const QueuedPacket& packet = packets_[place];
    Leaf& leaf = leaves[flow.leaf];
    if (place == flow.head) {
        flow.head = flow.tail = kNone;
    } else {
        flow.tail = packet.previous;
        packets_[flow.tail].next = kNone;
    }
    flow.bytes -= packet.bytes;
    backlogs_.moved(flows_.data(), number, flow.bytes + packet.bytes);
    leaf.bytes -= packet.bytes;
    --leaf.packets;
    depart(place, Departure::Fate::out_of_room, wait_of(packet, to_queue_time(now_ns)), leaf, out);
    return flow.leaf;
}

}  // namespace sluice
