// SPDX-License-Identifier: Apache-2.0
#include "control/ipfix/encoder.h"

#include "control/ipfix/elements.h"

namespace sluice {
namespace {

using namespace ipfix;

using Octets = std::vector<uint8_t>;

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

void IpfixEncoder::begin_session() {
    exporter_.begin_session();
    flows_.begin_session();
}

void IpfixEncoder::add_template(uint16_t id, bool is_ipv6) {
    Octets out;
    put(out, id);
    put(out, static_cast<uint16_t>(std::size(kIpv4Ends) + std::size(kFlowElements)));
    put_specifiers(out, is_ipv6 ? kIpv6Ends : kIpv4Ends, enterprise_);
    put_specifiers(out, kFlowElements, enterprise_);
    flows_.add_template(kTemplateSet, out);
}

void IpfixEncoder::add_templates() {
    add_template(kIpv4Flow, false);
    add_template(kIpv6Flow, true);
    exporter_.add_template(kOptionsTemplateSet,
                           options_template(kLoss, kLossElements, kLossScopes, enterprise_));
    exporter_.add_template(kOptionsTemplateSet, options_template(kTypeInformation, kTypeElements,
                                                                 kTypeScopes, enterprise_));
    for (const OurElement& ours : kOurs) {
        Octets out;
        put(out, enterprise_);
        put(out, ours.element.number);
        put(out, ours.type);
        put(out, ours.semantics);
        put_text(out, ours.name);
        exporter_.add_data(kTypeInformation, out, {});
    }
}

void IpfixEncoder::add_flow(const ExportedFlow& flow) {
    const uint16_t set = flow.record.key.subscriber.is_ipv4() ? kIpv4Flow : kIpv6Flow;
    for (const Direction direction : {Direction::up, Direction::down}) {
        const auto side = static_cast<size_t>(direction);
        if (flow.record.packets[side] == 0)
            continue;
        flows_.add_data(set, flow_record(flow, direction),
                        {1, flow.record.packets[side], flow.record.ip_bytes[side]});
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
    exporter_.add_data(kLoss, out, {});
}

std::vector<IpfixMessage> IpfixEncoder::take(uint32_t export_time_s) {
    std::vector<IpfixMessage> messages;
    exporter_.take(export_time_s, messages);
    flows_.take(export_time_s, messages);
    return messages;
}

}  // namespace sluice
