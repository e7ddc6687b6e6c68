// SPDX-License-Identifier: Apache-2.0
#include "bench/radius_nas.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <ctime>
#include <stdexcept>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "control/radius/authenticators.h"
#include "control/radius/packet_builder.h"

namespace sluice::bench {
namespace {

constexpr uint64_t kRepeatNs = 2'000'000'000;
constexpr unsigned kTries = 3;
constexpr unsigned kAtOnce = 32;  // sent before answers are looked for

uint64_t now_ns() {
    return static_cast<uint64_t>(
        std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count());
}

int connected_socket(const SocketAddress& server) {
    sockaddr_storage to;
    const socklen_t size = server.fill(to);
    const int opened = socket(to.ss_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (opened < 0 || connect(opened, reinterpret_cast<const sockaddr*>(&to), size) != 0)
        throw std::runtime_error("cannot send to the server: " + std::string(strerror(errno)));
    return opened;
}

}  // namespace

RadiusNas::RadiusNas(const SocketAddress& server, std::string secret, unsigned ports,
                     unsigned window, std::string tier)
    : secret_(std::move(secret)), tier_(std::move(tier)), window_(window), ports_(ports) {
    for (Port& port : ports_)
        port.socket = connected_socket(server);
}

RadiusNas::~RadiusNas() {
    for (const Port& port : ports_)
        if (port.socket >= 0)
            close(port.socket);
}

std::vector<uint8_t> RadiusNas::request(uint8_t identifier, uint32_t status_type,
                                        uint32_t session) const {
    const std::string number = std::to_string(session);
    const uint8_t delegated[] = {0,
                                 56,
                                 0x20,
                                 0x01,
                                 0x0d,
                                 0xb8,
                                 static_cast<uint8_t>(session >> 16),
                                 static_cast<uint8_t>(session >> 8),
                                 static_cast<uint8_t>(session)};
    RadiusPacketBuilder builder(RadiusCode::accounting_request, identifier,
                                RadiusPacketBuilder::MessageAuthenticator::with);
    builder.add(radius::kAcctStatusType, status_type)
        .add(radius::kNasIdentifier, std::string_view("bench-bng"))
        .add(radius::kAcctSessionId, "session-" + number)
        .add(radius::kUserName, "customer-" + number)
        .add(radius::kFramedIpAddress, 0x0a00'0000 + session)
        .add(radius::kDelegatedIpv6Prefix, Octets(delegated))
        .add(radius::kEventTimestamp, static_cast<uint32_t>(std::time(nullptr)));
    if (!tier_.empty())
        builder.add(radius::kFilterId, tier_);
    return builder.request(secret_).value();
}

// False: all identifiers of the port are under way.
bool RadiusNas::ask(Port& port, uint32_t status_type, uint32_t session) {
    for (unsigned i = 0; i < port.asked.size(); ++i) {
        const uint8_t identifier = port.next++;
        Asked& asked = port.asked[identifier];
        if (!asked.packet.empty())
            continue;
        asked.packet = request(identifier, status_type, session);
        asked.first_sent_ns = asked.sent_ns = now_ns();
        asked.tries = 1;
        ++port.under_way;
        // If the socket takes it not: it is repeated.
        static_cast<void>(send(port.socket, asked.packet.data(), asked.packet.size(), 0));
        return true;
    }
    return false;
}

unsigned RadiusNas::take_answers(Port& port, Result& result) {
    unsigned taken = 0;
    uint8_t bytes[RadiusPacket::kMost];
    for (ssize_t size = 0; (size = recv(port.socket, bytes, sizeof bytes, 0)) > 0;) {
        const auto answer = RadiusPacket::parse(Octets(bytes, static_cast<size_t>(size)));
        if (!answer || answer->code() != RadiusCode::accounting_response)
            throw std::runtime_error("an answer is no Accounting-Response");
        Asked& asked = port.asked[answer->identifier()];
        if (asked.packet.empty())
            continue;  // to both of two tries
        const auto expected =
            packet_authenticator(answer->bytes(), Octets(asked.packet).subspan<4, 16>(), secret_);
        if (!std::equal(expected.begin(), expected.end(), answer->authenticator().begin()))
            continue;  // of an earlier request with this identifier
        if (asked.tries == 1)
            result.slowest_answer_ms =
                std::max(result.slowest_answer_ms,
                         static_cast<double>(now_ns() - asked.first_sent_ns) / 1e6);
        asked.packet.clear();
        --port.under_way;
        ++result.answered;
        ++taken;
    }
    return taken;
}

void RadiusNas::repeat(Port& port, Result& result) {
    const uint64_t now = now_ns();
    for (Asked& asked : port.asked) {
        if (asked.packet.empty() || asked.sent_ns + kRepeatNs > now)
            continue;
        if (asked.tries == kTries) {
            asked.packet.clear();
            --port.under_way;
            ++result.given_up;
            continue;
        }
        ++asked.tries;
        ++result.repeated;
        asked.sent_ns = now;
        static_cast<void>(send(port.socket, asked.packet.data(), asked.packet.size(), 0));
    }
}

RadiusNas::Result RadiusNas::tell(uint32_t status_type, uint32_t first, uint32_t count) {
    Result result;
    std::vector<pollfd> readable;
    for (const Port& port : ports_)
        readable.push_back({port.socket, POLLIN, 0});
    const uint64_t began_ns = now_ns();
    uint64_t looked_ns = began_ns;
    unsigned under_way = 0;
    for (size_t turn = 0; result.answered + result.given_up < count; ++turn) {
        Port& sender = ports_[turn % ports_.size()];
        for (unsigned i = 0; i < kAtOnce && under_way < window_ && result.sent < count; ++i) {
            if (!ask(sender, status_type, first + static_cast<uint32_t>(result.sent)))
                break;
            ++result.sent;
            ++under_way;
        }
        const bool is_full = under_way >= window_ || result.sent == count;
        poll(readable.data(), readable.size(), is_full ? 10 : 0);
        under_way = 0;
        const uint64_t now = now_ns();
        const bool look = now - looked_ns > kRepeatNs / 20;
        for (size_t i = 0; i < ports_.size(); ++i) {
            if (readable[i].revents != 0)
                take_answers(ports_[i], result);
            if (look)
                repeat(ports_[i], result);
            under_way += ports_[i].under_way;
        }
        if (look)
            looked_ns = now;
    }
    result.seconds = static_cast<double>(now_ns() - began_ns) / 1e9;
    return result;
}

}  // namespace sluice::bench
