// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "classifier/attributes.h"
#include "classifier/label.h"
#include "policy/address.h"
#include "policy/congestion_settings.h"
#include "policy/enforcement.h"
#include "policy/port_set.h"
#include "policy/schedule.h"
#include "policy/shaping.h"
#include "policy/time_zone.h"

namespace sluice {

// What a tier has a billing period. Nothing enforces it; usage is told against it.
struct Allowance {
    enum class Counts : uint8_t { both, up, down };

    uint64_t bytes = 0;  // IP-layer bytes
    Counts counts = Counts::both;

    friend bool operator==(const Allowance&, const Allowance&) = default;
};

// What an operator wrote, checked but not yet compiled. Rates are IP-layer bits per second.
struct Tier {
    std::string name;
    uint64_t up_bps = 0;  // the provisioned rate, as RFC 6057 uses it; what the shaper holds it to
    uint64_t down_bps = 0;
    std::optional<Allowance> allowance = {};
    uint32_t weight = 1;          // beside other subscribers at a congested gate
    uint64_t minimum_up_bps = 0;  // before anybody's best effort; 0: none
    uint64_t minimum_down_bps = 0;
    std::optional<HeavyUse> heavy = {};
    std::optional<FlowLimits> limits = {};
};

// What is a subscriber's: a prefix, or of an IPv4 address that others have a part of too, some of
// the ports.
struct SubscriberAddress {
    Prefix prefix;
    PortSet ports;

    friend bool operator==(const SubscriberAddress&, const SubscriberAddress&) = default;
};

struct Subscriber {
    std::string id;
    std::string tier;   // empty: none
    std::string group;  // empty: none
    // All of them are one subscriber, under one limit.
    std::vector<SubscriberAddress> addresses;
    std::string site = {};  // empty: none, the link alone

    friend bool operator==(const Subscriber&, const Subscriber&) = default;
};

struct PortRange {
    uint16_t first = 0;
    uint16_t last = 0;

    friend bool operator==(PortRange, PortRange) = default;
};

// IPv4, both ends included.
struct AddressRange {
    IpAddress first;
    IpAddress last;

    friend bool operator==(const AddressRange&, const AddressRange&) = default;
};

// RFC 7422's A: how blocks of ports are dealt out.
enum class NatAlgorithm : uint8_t {
    sequential,  // 0: the first block of an address's ports to the first user, and so on
    staggered,   // 1: every C-th port
};

// A carrier-grade NAT between the subscribers and the box (RFC 7422, section 2).
struct NatMapping {
    AddressRange inside;   // I: a user each
    AddressRange outside;  // O
    uint32_t dynamic = 0;  // D: shares of an address's ports that are handed out dynamically
    std::vector<PortRange> reserved;  // R: handed out to nobody
    NatAlgorithm algorithm = NatAlgorithm::sequential;

    friend bool operator==(const NatMapping&, const NatMapping&) = default;
};

// All that is given must hold; what is empty matches everything. Lists match if one element does.
struct Match {
    std::optional<Label> label;
    Grade lowest_grade = Grade::endpoint;  // only together with a label
    std::optional<Direction> direction;
    std::optional<uint8_t> protocol;  // IP protocol number: 6, 17, ...
    std::vector<std::string> tiers;
    std::vector<std::string> groups;
    std::vector<PortRange> ports;  // either end
    std::vector<PortRange> subscriber_ports;
    std::vector<PortRange> remote_ports;
    std::vector<Prefix> prefixes;  // either end
    std::vector<Prefix> subscriber_prefixes;
    std::vector<Prefix> remote_prefixes;
    uint8_t when = 0;  // all of these of the subscriber and the direction: a mask of Condition
    std::vector<std::string> links;
    uint8_t roles = 0;      // any of these of the subscriber's end: bit per PeerRole; 0: any
    uint64_t messages = 0;  // one of these was read in the direction: bit per MessageKind; 0: any
    Over over;
    Schedule schedule;

    friend bool operator==(const Match&, const Match&) = default;
};

enum class PoliceScope : uint8_t { flow, subscriber, rule };

struct Police {
    PoliceScope per = PoliceScope::subscriber;
    uint64_t rate_bps = 0;  // each direction by itself
    // Unless stated 50 ms of the rate, and at least two 1,500-byte packets.
    uint64_t burst_bytes = 0;

    friend bool operator==(const Police&, const Police&) = default;
};

// Forward unless it says otherwise.
struct Action {
    bool drop = false;
    std::optional<Police> police = {};
    std::optional<uint8_t> dscp = {};  // 0 to 63
    std::optional<Shape> shape = {};
    ResetEnds reset = ResetEnds::none;  // what can_reset(); other flows pass
    // ICMP: administratively prohibited. Beside reset: of what cannot be reset.
    bool refuse = false;
    std::optional<ConnectionCap> connections = {};
    MarkedHeaders marked_headers = MarkedHeaders::outer;  // of dscp

    friend bool operator==(const Action&, const Action&) = default;
};

struct Rule {
    std::string name;  // unique
    Match match;
    Action action;
    bool shadow = false;  // what it would do is counted, and the rules after it decide
};

inline constexpr uint32_t kMostRules = 20'000;
inline constexpr size_t kMostVolumes = 64;  // that differ, of Over::bytes

struct Policy {
    std::vector<Tier> tiers;
    std::string default_tier;  // of who is no subscriber; empty: none
    std::vector<Subscriber> subscribers;
    std::vector<NatMapping> nats;                  // no two have an address in common
    std::vector<Match> never_touch;                // before all rules
    std::vector<Rule> rules;                       // first match wins, per direction
    std::vector<Site> sites;                       // a parent before its children
    std::optional<ShapingSettings> shaping;        // none: only what rules shape is held back
    std::optional<CongestionSettings> congestion;  // none: nobody has to step back
    bool shadow = false;                           // all rules are
    std::optional<FlowLimits> limits;              // of who has no tier with its own
    TimeZones time_zones;                          // that schedules name

    bool in_shadow(const Rule& rule) const { return shadow || rule.shadow; }
};

}  // namespace sluice
