// SPDX-License-Identifier: Apache-2.0
#include "bench/inspection_scenes.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <utility>

#include "bench/bittorrent_traffic.h"
#include "bench/core_time.h"
#include "bench/other_traffic.h"
#include "bench/shown_traffic.h"
#include "bench/web_traffic.h"
#include "classifier/signatures.h"

namespace sluice::bench {
namespace {

constexpr size_t kFlows = 1'024;
constexpr uint64_t kStartNs = 1'000'000'000'000;
constexpr uint64_t kRoundNs = 3'000'000;
constexpr Endpoint kSubscriber{0x6440'0001, 40'001};
constexpr Endpoint kRemote{0xc613'0001, 50'001};

// Different conversations of one kind, so that flows do not repeat each other's bytes.
using Converse = std::function<void(Frames&, Dice&)>;

std::vector<ShownTraffic> conversations(const Converse& converse) {
    constexpr size_t kConversations = 64;
    Dice dice(7);
    std::vector<ShownTraffic> all;
    for (size_t i = 0; i < kConversations; ++i) {
        Frames frames;
        converse(frames, dice);
        all.emplace_back(std::move(frames));
    }
    return all;
}

// The flows' next segments are shown in turn, one of each flow in a round.
class Rounds {
 public:
    Rounds(Classifier& classifier, FlowRecords& flows, const std::vector<ShownTraffic>& traffic)
        : classifier_(classifier), flows_(flows), traffic_(traffic) {}

    const std::vector<ShownSegment>& of_flow(size_t flow) const {
        return traffic_[flow % traffic_.size()].segments;
    }
    // How many of the flows' segments number round the classifier looked at.
    size_t show_round(size_t round) {
        size_t shown = 0;
        for (size_t flow = 0; flow < flows_.size(); ++flow)
            if (round < of_flow(flow).size())
                shown += show(classifier_, flows_[flow], of_flow(flow)[round].segment,
                              kStartNs + round * kRoundNs);
        return shown;
    }
    double labelled() {
        size_t flows = 0;
        for (size_t flow = 0; flow < flows_.size(); ++flow)
            flows += flows_[flow].inspection.verdict.label != Label::unknown;
        return static_cast<double>(flows) / static_cast<double>(flows_.size());
    }
    size_t shortest() const {
        const auto by_size = [](const ShownTraffic& a, const ShownTraffic& b) {
            return a.segments.size() < b.segments.size();
        };
        return std::ranges::min_element(traffic_, by_size)->segments.size();
    }

 private:
    Classifier& classifier_;
    FlowRecords& flows_;
    const std::vector<ShownTraffic>& traffic_;
};

// Conversations that carry something, packet by packet; ACKs alone never reach the classifier.
void leave_out_empty(std::vector<ShownTraffic>& traffic) {
    for (ShownTraffic& one : traffic)
        std::erase_if(one.segments, [](const ShownSegment& shown) {
            return shown.segment.payload.empty() && !shown.segment.syn;
        });
}

WalkedCost walked(const Converse& converse, unsigned runs) {
    constexpr size_t kSettled = 24;
    Classifier classifier(Signatures::built_in(), {});
    FlowRecords flows(kFlows);
    std::vector<ShownTraffic> traffic = conversations(converse);
    leave_out_empty(traffic);
    Rounds rounds(classifier, flows, traffic);
    const size_t end = rounds.shortest() - 4;  // before the end of any
    WalkedCost cost;
    std::vector<double> ns;
    for (unsigned run = 0; run < runs; ++run) {
        flows.renew(classifier);
        for (size_t round = 0; round < kSettled; ++round)
            rounds.show_round(round);
        size_t shown = 0;
        const double taken = core_time_of([&] {
            for (size_t round = kSettled; round < end; ++round)
                shown += rounds.show_round(round);
        });
        const auto packets = static_cast<double>((end - kSettled) * kFlows);
        ns.push_back(taken / packets);
        cost.looked_at = static_cast<double>(shown) / packets;
        cost.flows_labelled = rounds.labelled();
    }
    cost.ns = median(ns);
    return cost;
}

FirstPacketCost first_packet(const std::string& protocol, const Converse& converse, unsigned runs) {
    Classifier classifier(Signatures::built_in(), {});
    FlowRecords flows(kFlows);
    std::vector<ShownTraffic> traffic = conversations(converse);
    leave_out_empty(traffic);
    Rounds rounds(classifier, flows, traffic);
    size_t first = 0;
    while (rounds.of_flow(0)[first].segment.payload.empty())
        ++first;
    FirstPacketCost cost{.protocol = protocol};
    std::vector<double> ns;
    for (unsigned run = 0; run < runs; ++run) {
        flows.renew(classifier);
        for (size_t round = 0; round < first; ++round)
            rounds.show_round(round);
        ns.push_back(core_time_of([&] { rounds.show_round(first); }) / kFlows);
        for (size_t round = first + 1; round < rounds.shortest(); ++round)
            rounds.show_round(round);
        cost.labelled = rounds.labelled();
    }
    cost.ns = median(ns);
    return cost;
}

}  // namespace

WalkedCost walked_peer(unsigned runs) {
    return walked(
        [](Frames& frames, Dice& dice) {
            BitTorrentTraffic(frames, dice).peer(kSubscriber, kRemote, 0, 16);
        },
        runs);
}

WalkedCost walked_utp(unsigned runs) {
    return walked(
        [](Frames& frames, Dice& dice) {
            BitTorrentTraffic(frames, dice).utp(kSubscriber, kRemote, 0, 100u);
        },
        runs);
}

WalkedCost walked_encrypted_utp(unsigned runs) {
    return walked(
        [](Frames& frames, Dice& dice) {
            BitTorrentTraffic(frames, dice).encrypted_utp(kSubscriber, kRemote, 0, 100u);
        },
        runs);
}

std::vector<FirstPacketCost> first_packets(unsigned runs) {
    const auto web = [](auto&& converse) -> Converse {
        return [converse](Frames& frames, Dice& dice) { converse(WebTraffic(frames, dice)); };
    };
    const auto other = [](auto&& converse) -> Converse {
        return [converse](Frames& frames, Dice& dice) { converse(OtherTraffic(frames, dice)); };
    };
    const std::vector<std::pair<std::string, Converse>> kinds{
        {"TLS", web([](WebTraffic t) { t.tls13(kSubscriber, kRemote, 0, 8); })},
        {"HTTP", web([](WebTraffic t) { t.http(kSubscriber, kRemote, 0, 8'000); })},
        {"QUIC", web([](WebTraffic t) { t.quic(kSubscriber, kRemote, 0, 20); })},
        {"DNS", web([](WebTraffic t) { t.dns(kSubscriber, kRemote, 0); })},
        {"SSH", other([](OtherTraffic t) { t.ssh(kSubscriber, kRemote, 0, 8); })},
        {"STUN", other([](OtherTraffic t) { t.call(kSubscriber, kRemote, 0, 8); })},
        {"WireGuard", other([](OtherTraffic t) { t.wireguard(kSubscriber, kRemote, 0, 8); })},
    };
    std::vector<FirstPacketCost> costs;
    for (const auto& [protocol, converse] : kinds)
        costs.push_back(first_packet(protocol, converse, runs));
    return costs;
}

MixCost mix_cost(Frames frames, unsigned runs) {
    const ShownTraffic traffic(std::move(frames));
    const size_t blocks = std::max<size_t>(kFlows / traffic.flows, 1);
    Classifier classifier(Signatures::built_in(), {});
    FlowRecords flows(blocks * traffic.flows);
    uint64_t now_ns = kStartNs;
    std::vector<double> ns;
    for (unsigned run = 0; run < runs + blocks; ++run) {
        const size_t block = run % blocks * traffic.flows;
        const double taken = core_time_of([&] {
            for (size_t flow = 0; flow < traffic.flows; ++flow)
                classifier.forget(flows[block + flow].inspection);
            for (const ShownSegment& shown : traffic.segments)
                show(classifier, flows[block + shown.flow], shown.segment, now_ns += 100'000);
        });
        if (run >= blocks)
            ns.push_back(taken / static_cast<double>(traffic.segments.size()));
        for (size_t flow = 0; flow < traffic.flows; ++flow)
            flows.give_other_ends(block + flow);
    }
    return {.ns = median(ns), .packets = traffic.segments.size(), .flows = traffic.flows};
}

InspectionMemory inspection_memory() {
    const std::shared_ptr<const Signatures> signatures = Signatures::built_in();
    const auto bytes = [&](const Classifier::Settings& settings) {
        return Classifier(signatures, settings).memory_bytes();
    };
    const Classifier::Settings settings;
    const size_t all = bytes(settings);
    // What twice as many take, so that nothing that grows with them is left out.
    const auto each = [&](uint32_t Classifier::Settings::*number) {
        Classifier::Settings more = settings;
        more.*number *= 2;
        return static_cast<double>(bytes(more) - all) / settings.*number;
    };
    return {.all_bytes = all,
            .undecided_bytes = each(&Classifier::Settings::undecided_flows),
            .walked_bytes = each(&Classifier::Settings::walked_flows),
            .held_bytes = each(&Classifier::Settings::held_segments),
            .flow_record_bytes = sizeof(FlowInspection)};
}

}  // namespace sluice::bench
