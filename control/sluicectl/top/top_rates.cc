// SPDX-License-Identifier: Apache-2.0
#include "control/sluicectl/top/top_rates.h"

#include <map>
#include <unordered_map>

#include "control/sluicectl/top/box_state.h"

namespace sluice {
namespace {

constexpr double kBitsPerByte = 8;

std::string state_word(const v1::Link& link) {
    switch (link.state()) {
        case v1::Link::STATE_INSPECTING:
            return "inspecting";
        case v1::Link::STATE_BYPASSED:
            return "BYPASSED";
        case v1::Link::STATE_CUT:
            return "CUT";
        default:
            return "-";
    }
}

uint64_t lost_packets(const v1::Link& link) {
    uint64_t lost = 0;
    for (const v1::Port& port : link.ports())
        lost += port.missed_packets() + port.no_buffer_packets();
    return lost;
}

class Reckoning {
 public:
    Reckoning(const BoxState& before, const BoxState& now)
        : before_(before),
          now_(now),
          seconds_((static_cast<double>(now.links.time_ns()) -
                    static_cast<double>(before.links.time_ns())) *
                   1e-9) {}

    void links(TopRates& out) const {
        std::map<std::string, const v1::Link*> were;
        for (const v1::Link& link : before_.links.links())
            were[link.name()] = &link;
        for (const v1::Link& link : now_.links.links()) {
            const v1::Link& was = were.contains(link.name()) ? *were[link.name()] : link;
            TopRates::Link rates{.name = link.name(), .state = state_word(link)};
            rates.up_bps = bps(was.up_ip_bytes(), link.up_ip_bytes());
            rates.down_bps = bps(was.down_ip_bytes(), link.down_ip_bytes());
            rates.up_share = share(rates.up_bps, link.up_bps());
            rates.down_share = share(rates.down_bps, link.down_bps());
            rates.lost_pps = per_second(lost_packets(was), lost_packets(link));
            out.links.push_back(std::move(rates));
        }
    }

    // A flow that was not among those before may be older, and have been too small for them: its
    // bytes are not all of this time. So it counts from when it began, if that was in between.
    void traffic(TopRates& out) const {
        std::unordered_map<uint64_t, const v1::Flow*> were;
        for (const v1::Flow& flow : before_.flows.flows())
            were[flow.id()] = &flow;
        std::map<std::string, TopRates::Traffic> labels;
        std::map<std::string, TopRates::Traffic> subscribers;
        for (const v1::Flow& flow : now_.flows.flows()) {
            const auto was = were.find(flow.id());
            double up = 0;
            double down = 0;
            if (was != were.end()) {
                up = bps(was->second->up().ip_bytes(), flow.up().ip_bytes());
                down = bps(was->second->down().ip_bytes(), flow.down().ip_bytes());
            } else if (age_s(flow) <= seconds_) {
                up = bps(0, flow.up().ip_bytes());
                down = bps(0, flow.down().ip_bytes());
            }
            for (TopRates::Traffic* const one :
                 {&labels[flow.label()],
                  &subscribers[flow.subscriber().empty() ? flow.subscriber_address()
                                                         : flow.subscriber()]}) {
                one->up_bps += up;
                one->down_bps += down;
                ++one->flows;
            }
        }
        out.labels = named(std::move(labels));
        out.subscribers = named(std::move(subscribers));
        out.all_flows = static_cast<uint32_t>(now_.flows.flows_size()) < kTopFlowsMost;
    }

    void rules(TopRates& out) const {
        std::map<std::string, const v1::RuleEffects*> were;
        for (const v1::RuleEffects& rule : before_.effects.rules())
            were[rule.rule()] = &rule;
        const v1::RuleEffects nothing;
        for (const v1::RuleEffects& rule : now_.effects.rules()) {
            const v1::RuleEffects& was = were.contains(rule.rule()) ? *were[rule.rule()] : nothing;
            add_deeds(rule.rule(), false, was.did(), rule.did(), out);
            add_deeds(rule.rule(), true, was.would_have(), rule.would_have(), out);
        }
    }

    void segments(TopRates& out) const {
        for (const v1::CongestionSegment& segment : now_.congestion.segments()) {
            for (const v1::SegmentSide& side : segment.sides())
                out.segments.push_back({.name = segment.name(),
                                        .direction = side.direction(),
                                        .utilisation = side.utilisation(),
                                        .threshold = side.threshold(),
                                        .near_congested = side.near_congested(),
                                        .heavy = side.heavy(),
                                        .best_effort = side.best_effort()});
        }
    }

 private:
    static double age_s(const v1::Flow& flow) {
        return static_cast<double>(flow.age().seconds()) + flow.age().nanos() * 1e-9;
    }
    static double share(double bps, uint64_t capacity_bps) {
        return capacity_bps == 0 ? 0 : bps / static_cast<double>(capacity_bps);
    }
    static std::vector<TopRates::Traffic> named(std::map<std::string, TopRates::Traffic> by_name) {
        std::vector<TopRates::Traffic> all;
        for (auto& [name, traffic] : by_name) {
            traffic.name = name;
            all.push_back(std::move(traffic));
        }
        return all;
    }

    double per_second(uint64_t was, uint64_t is) const {
        return seconds_ <= 0 || is < was ? 0 : static_cast<double>(is - was) / seconds_;
    }
    double bps(uint64_t was, uint64_t is) const { return kBitsPerByte * per_second(was, is); }

    template <typename Deeds>
    void add_deeds(const std::string& rule, bool shadow, const Deeds& was, const Deeds& is,
                   TopRates& out) const {
        for (const v1::RuleDeed& deed : is) {
            uint64_t packets = 0;
            uint64_t bytes = 0;
            for (const v1::RuleDeed& earlier : was) {
                if (earlier.deed() == deed.deed()) {
                    packets = earlier.packets();
                    bytes = earlier.ip_bytes();
                }
            }
            out.rules.push_back({.name = rule,
                                 .deed = deed.deed(),
                                 .shadow = shadow,
                                 .pps = per_second(packets, deed.packets()),
                                 .bps = bps(bytes, deed.ip_bytes())});
        }
    }

    const BoxState& before_;
    const BoxState& now_;
    const double seconds_;
};

}  // namespace

TopRates top_rates(const BoxState& before, const BoxState& now) {
    TopRates rates;
    rates.revision = now.effects.revision();
    const Reckoning reckoning(before, now);
    reckoning.links(rates);
    reckoning.traffic(rates);
    reckoning.rules(rates);
    reckoning.segments(rates);
    return rates;
}

}  // namespace sluice
