// SPDX-License-Identifier: Apache-2.0
#include "control/ipfix/encoder.h"

#include <utility>

#include "control/ipfix/elements.h"

namespace sluice {
namespace {

using namespace ipfix;

using Octets = std::vector<uint8_t>;

constexpr uint16_t kVersion = 10;
constexpr size_t kHeaderBytes = 16;
constexpr size_t kSetHeaderBytes = 4;

// RFC 5610, section 3.1 and 3.2.
constexpr uint8_t kTypeUnsigned8 = 1;
constexpr uint8_t kTypeString = 13;
constexpr uint8_t kSemanticsDefault = 0;
constexpr uint8_t kSemanticsIdentifier = 4;

// IANA's flowDirection, as the access port sees it.
constexpr uint8_t kIngress = 0;
constexpr uint8_t kEgress = 1;

constexpr Element kIpv4Ends[] = {kSourceIpv4Address, kDestinationIpv4Address};
constexpr Element kIpv6Ends[] = {kSourceIpv6Address, kDestinationIpv6Address};
constexpr Element kFlowElements[] = {kSourceTransportPort,
                                     kDestinationTransportPort,
                                     kProtocolIdentifier,
                                     kFlowDirection,
                                     kFlowEndReason,
                                     kGrade,
                                     kOctetDeltaCount,
                                     kPacketDeltaCount,
                                     kFlowStartMilliseconds,
                                     kFlowEndMilliseconds,
                                     kFlowId,
                                     kSubscriberId,
                                     kLabel};
constexpr Element kLossElements[] = {kExportingProcessId,          kNotSentFlowTotalCount,
                                     kNotSentPacketTotalCount,     kNotSentOctetTotalCount,
                                     kObservationTimeMilliseconds, kObservationTimeMilliseconds};
constexpr uint16_t kLossScopes = 1;
constexpr Element kTypeElements[] = {kPrivateEnterpriseNumber, kInformationElementId,
                                     kInformationElementDataType, kInformationElementSemantics,
                                     kInformationElementName};
constexpr uint16_t kTypeScopes = 2;

struct OurElement {
    Element element;
    uint8_t type;
    uint8_t semantics;
    std::string_view name;
};
constexpr OurElement kOurs[] = {
    {kSubscriberId, kTypeString, kSemanticsIdentifier, "sluiceSubscriberId"},
    {kLabel, kTypeString, kSemanticsDefault, "sluiceLabel"},
    {kGrade, kTypeUnsigned8, kSemanticsDefault, "sluiceGrade"},
};

template <typename Value>
void put(Octets& out, Value value) {
    for (size_t byte = sizeof(Value); byte-- > 0;)
        out.push_back(static_cast<uint8_t>(static_cast<uint64_t>(value) >> (8 * byte)));
}

void put_text(Octets& out, std::string_view text) {
    text = text.substr(0, IpfixEncoder::kLongestText);
    if (text.size() < 255) {
        put(out, static_cast<uint8_t>(text.size()));
    } else {
        put(out, uint8_t{255});
        put(out, static_cast<uint16_t>(text.size()));
    }
    out.insert(out.end(), text.begin(), text.end());
}

void put_address(Octets& out, const IpAddress& address) {
    const size_t skipped = address.is_ipv4() ? 12 : 0;
    out.insert(out.end(), address.bytes.begin() + skipped, address.bytes.end());
}

void put_specifiers(Octets& out, std::span<const Element> elements, uint32_t enterprise) {
    constexpr uint16_t kEnterpriseBit = 0x8000;
    for (const Element& element : elements) {
        put<uint16_t>(out, element.ours ? element.number | kEnterpriseBit : element.number);
        put(out, element.bytes);
        if (element.ours)
            put(out, enterprise);
    }
}

void set_be16(Octets& out, size_t at, size_t value) {
    out[at] = static_cast<uint8_t>(value >> 8);
    out[at + 1] = static_cast<uint8_t>(value);
}

void set_be32(Octets& out, size_t at, uint32_t value) {
    set_be16(out, at, value >> 16);
    set_be16(out, at + 2, value & 0xffff);
}

Octets options_template(uint16_t id, std::span<const Element> elements, uint16_t scopes,
                        uint32_t enterprise) {
    Octets out;
    put(out, id);
    put(out, static_cast<uint16_t>(elements.size()));
    put(out, scopes);
    put_specifiers(out, elements, enterprise);
    return out;
}

Octets flow_record(const ExportedFlow& flow, Direction direction) {
    const FlowRecord& record = flow.record;
    const FlowKey& key = record.key;
    const bool up = direction == Direction::up;
    const auto side = static_cast<size_t>(direction);
    // What stands for ports in ICMP's key are none (FlowKey).
    constexpr uint8_t kIcmp = 1;
    const uint16_t subscriber_port = key.protocol == kIcmp ? 0 : key.subscriber_port;
    const uint16_t remote_port = key.protocol == kIcmp ? 0 : key.remote_port;
    Octets out;
    put_address(out, up ? key.subscriber : key.remote);
    put_address(out, up ? key.remote : key.subscriber);
    put(out, up ? subscriber_port : remote_port);
    put(out, up ? remote_port : subscriber_port);
    put(out, key.protocol);
    put(out, up ? kIngress : kEgress);
    put(out, static_cast<uint8_t>(record.reason));
    put(out, static_cast<uint8_t>(record.verdict.grade));
    put(out, record.ip_bytes[side]);
    put(out, uint64_t{record.packets[side]});
    put(out, flow.start_ms);
    put(out, flow.end_ms);
    put(out, record.flow_id);
    put_text(out, flow.subscriber);
    put_text(out, name(record.verdict.label));
    return out;
}

}  // namespace

IpfixLoss& IpfixLoss::operator+=(const IpfixLoss& other) {
    flows += other.flows;
    packets += other.packets;
    octets += other.octets;
    return *this;
}

void IpfixEncoder::begin_session() {
    open_ = {};
    open_records_ = 0;
    open_set_ = 0;
    closed_.clear();
    sequence_ = 0;
}

void IpfixEncoder::add_template(uint16_t id, bool is_ipv6) {
    Octets out;
    put(out, id);
    put(out, static_cast<uint16_t>(std::size(kIpv4Ends) + std::size(kFlowElements)));
    put_specifiers(out, is_ipv6 ? kIpv6Ends : kIpv4Ends, settings_.enterprise);
    put_specifiers(out, kFlowElements, settings_.enterprise);
    add(kTemplateSet, out, false);
}

void IpfixEncoder::add_templates() {
    add_template(kIpv4Flow, false);
    add_template(kIpv6Flow, true);
    add(kOptionsTemplateSet,
        options_template(kLoss, kLossElements, kLossScopes, settings_.enterprise), false);
    add(kOptionsTemplateSet,
        options_template(kTypeInformation, kTypeElements, kTypeScopes, settings_.enterprise),
        false);
    for (const OurElement& ours : kOurs) {
        Octets out;
        put(out, settings_.enterprise);
        put(out, ours.element.number);
        put(out, ours.type);
        put(out, ours.semantics);
        put_text(out, ours.name);
        add(kTypeInformation, out, true);
    }
}

void IpfixEncoder::add_flow(const ExportedFlow& flow) {
    const uint16_t set = flow.record.key.subscriber.is_ipv4() ? kIpv4Flow : kIpv6Flow;
    for (const Direction direction : {Direction::up, Direction::down}) {
        const auto side = static_cast<size_t>(direction);
        if (flow.record.packets[side] == 0)
            continue;
        add(set, flow_record(flow, direction), true);
        open_.content += {1, flow.record.packets[side], flow.record.ip_bytes[side]};
    }
}

void IpfixEncoder::add_loss(const IpfixLoss& loss, uint64_t first_ms, uint64_t last_ms) {
    constexpr uint32_t kOnlyProcess = 1;
    Octets out;
    put(out, kOnlyProcess);
    put(out, loss.flows);
    put(out, loss.packets);
    put(out, loss.octets);
    put(out, first_ms);
    put(out, last_ms);
    add(kLoss, out, true);
}

void IpfixEncoder::add(uint16_t set, const Octets& record, bool is_data) {
    Octets& out = open_.bytes;
    const size_t needs = record.size() + (set == open_set_ ? 0 : kSetHeaderBytes);
    if (!out.empty() && out.size() + needs > settings_.most_bytes)
        close_message();
    if (out.empty())
        out.resize(kHeaderBytes);
    if (set != open_set_) {
        close_set();
        open_set_ = set;
        set_begins_ = out.size();
        put(out, set);
        put(out, uint16_t{0});
    }
    out.insert(out.end(), record.begin(), record.end());
    open_records_ += is_data ? 1 : 0;
}

void IpfixEncoder::close_set() {
    if (open_set_ != 0)
        set_be16(open_.bytes, set_begins_ + 2, open_.bytes.size() - set_begins_);
    open_set_ = 0;
}

void IpfixEncoder::close_message() {
    close_set();
    Octets& out = open_.bytes;
    set_be16(out, 0, kVersion);
    set_be16(out, 2, out.size());
    set_be32(out, 8, sequence_);
    set_be32(out, 12, settings_.observation_domain);
    sequence_ += open_records_;
    open_records_ = 0;
    closed_.push_back(std::exchange(open_, {}));
}

std::vector<IpfixMessage> IpfixEncoder::take(uint32_t export_time_s) {
    if (!open_.bytes.empty())
        close_message();
    for (IpfixMessage& message : closed_)
        set_be32(message.bytes, 4, export_time_s);
    return std::exchange(closed_, {});
}

}  // namespace sluice
