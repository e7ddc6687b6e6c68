// SPDX-License-Identifier: Apache-2.0
#include "control/dhcp/dhcpv4.h"

#include <map>

namespace sluice {
namespace {

using Kind = DhcpMessage::Kind;

// RFC 2132, but for those whose RFC is named.
enum Option : uint8_t {
    kPad = 0,
    kRequestedAddress = 50,
    kLeaseTime = 51,
    kOverload = 52,
    kMessageType = 53,
    kClientId = 61,
    kRapidCommit = 80,  // RFC 4039
    kRelayAgent = 82,   // RFC 3046
    kEnd = 255,
};

using Options = std::map<uint8_t, std::string>;

void append(std::string& text, Bytes bytes) {
    text.append(bytes.begin(), bytes.end());
}

Bytes bytes_of(const std::string& text) {
    return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

// RFC 3396: parts of one option are put together in the order of the fields.
bool read_options(Bytes field, Options& options) {
    Reader in(field);
    while (in.remaining() > 0) {
        const uint8_t code = in.u8();
        if (code == kPad)
            continue;
        if (code == kEnd)
            return true;
        append(options[code], in.take(in.u8()));
        if (!in.ok())
            return false;
    }
    return false;  // RFC 2131, section 4.1: the last option must be the end
}

// RFC 2132, section 9.3: the file field first, then the server's name.
bool read_overloaded(Bytes server_name, Bytes file, Options& options) {
    const auto overload = options.find(kOverload);
    if (overload == options.end())
        return true;
    if (overload->second.size() != 1 || overload->second[0] < 1 || overload->second[0] > 3)
        return false;
    const int fields = overload->second[0];
    return ((fields & 1) == 0 || read_options(file, options)) &&
           ((fields & 2) == 0 || read_options(server_name, options));
}

// RFC 3046, section 2.0, and RFC 3993 for the subscriber's.
bool read_relay_agent(Bytes suboptions, DhcpIdentity& identity) {
    constexpr uint8_t kCircuitId = 1, kRemoteId = 2, kSubscriberId = 6;
    Reader in(suboptions);
    while (in.remaining() > 0) {
        const uint8_t code = in.u8();
        const Bytes value = in.take(in.u8());
        if (!in.ok())
            return false;
        if (code == kCircuitId)
            append(identity.circuit_id, value);
        if (code == kRemoteId)
            append(identity.remote_id, value);
        if (code == kSubscriberId)
            append(identity.subscriber_id, value);
    }
    return true;
}

// RFC 4361, section 6.1: type 255, four bytes of IAID, and the DUID.
std::string client_id_of(const std::string& option) {
    constexpr size_t kBeforeDuid = 5;
    const bool has_duid = option.size() > kBeforeDuid && option[0] == '\xff';
    return has_duid ? option.substr(kBeforeDuid) : option;
}

std::optional<Kind> kind_of(uint8_t op, uint8_t type) {
    constexpr uint8_t kFromClient = 1, kFromServer = 2;
    switch (type) {
        case 1:  // DISCOVER
            return op == kFromClient ? std::optional(Kind::solicit) : std::nullopt;
        case 3:  // REQUEST
            return op == kFromClient ? std::optional(Kind::request) : std::nullopt;
        case 4:  // DECLINE
            return op == kFromClient ? std::optional(Kind::decline) : std::nullopt;
        case 5:  // ACK
            return op == kFromServer ? std::optional(Kind::leases) : std::nullopt;
        case 6:  // NAK
            return op == kFromServer ? std::optional(Kind::refusal) : std::nullopt;
        case 7:  // RELEASE
            return op == kFromClient ? std::optional(Kind::release) : std::nullopt;
        default:
            if (type == 0)
                return std::nullopt;
            return op == kFromServer ? Kind::other_answer : Kind::other_question;
    }
}

std::optional<uint32_t> number_of(const Options& options, uint8_t code) {
    const auto found = options.find(code);
    return found == options.end() ? std::nullopt
                                  : std::optional(Reader(bytes_of(found->second)).be32());
}

// RFC 2131, table 5: where each kind has the address that it is about. An ACK without a time is
// the answer to an INFORM, which leases nothing.
void read_lease(const Options& options, uint32_t client_address, uint32_t your_address,
                DhcpMessage& message) {
    uint32_t address = 0;
    uint32_t seconds = 0;
    switch (message.kind) {
        case Kind::request:
            address = client_address != 0 ? client_address
                                          : number_of(options, kRequestedAddress).value_or(0);
            break;
        case Kind::release:
            address = client_address;
            break;
        case Kind::decline:
            address = number_of(options, kRequestedAddress).value_or(0);
            break;
        case Kind::leases:
            seconds = number_of(options, kLeaseTime).value_or(0);
            address = seconds == 0 ? 0 : your_address;
            break;
        default:
            break;
    }
    const IpAddress ip = IpAddress::from_ipv4(address);
    if (ip.is_unicast())
        message.leases.push_back({Prefix::covering(ip, 32), seconds});
}

bool has_size(const Options& options, uint8_t code, size_t size) {
    const auto found = options.find(code);
    return found == options.end() || found->second.size() == size;
}

}  // namespace

std::optional<DhcpMessage> parse_dhcpv4(Bytes datagram) {
    constexpr uint32_t kMagicCookie = 0x63825363;
    constexpr size_t kHardwareAddressRoom = 16, kServerNameRoom = 64, kFileRoom = 128;

    Reader in(datagram);
    const uint8_t op = in.u8();
    const uint8_t hardware_type = in.u8();
    const uint8_t hardware_length = in.u8();
    in.skip(1);  // hops
    DhcpMessage message;
    message.transaction = in.be32();
    in.skip(4);  // seconds, flags
    const uint32_t client_address = in.be32();
    const uint32_t your_address = in.be32();
    in.skip(8);  // the next server's and the relay agent's
    const Bytes hardware_address = in.take(kHardwareAddressRoom);
    const Bytes server_name = in.take(kServerNameRoom);
    const Bytes file = in.take(kFileRoom);
    const bool is_dhcp = in.be32() == kMagicCookie;
    Options options;
    if (!in.ok() || !is_dhcp || hardware_length > kHardwareAddressRoom ||
        !read_options(in.rest(), options) || !read_overloaded(server_name, file, options))
        return std::nullopt;

    const auto type = options.find(kMessageType);
    if (type == options.end() || type->second.size() != 1 ||
        !has_size(options, kRequestedAddress, 4) || !has_size(options, kLeaseTime, 4) ||
        !has_size(options, kRapidCommit, 0))
        return std::nullopt;
    const auto kind = kind_of(op, static_cast<uint8_t>(type->second[0]));
    if (!kind || !read_relay_agent(bytes_of(options[kRelayAgent]), message.identity))
        return std::nullopt;
    message.kind = *kind;
    message.rapid_commit = options.contains(kRapidCommit);
    append(message.identity.hardware_address, hardware_address.first(hardware_length));
    message.identity.client_id = client_id_of(options[kClientId]);
    message.client = static_cast<char>(hardware_type) + message.identity.hardware_address;
    read_lease(options, client_address, your_address, message);
    return message;
}

}  // namespace sluice
