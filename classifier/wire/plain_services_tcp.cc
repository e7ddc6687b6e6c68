// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/binary_services.h"
#include "classifier/wire/openings.h"
#include "classifier/wire/openvpn.h"
#include "classifier/wire/plain_services.h"

namespace sluice {
namespace {

using namespace std::string_view_literals;

bool always(Bytes) {
    return true;
}

// A whole command of text, as memcached, Redis and the like take them.
bool is_line(Bytes segment) {
    return segment.back() == '\n' && begins_with_text(segment);
}

bool is_rfb_version(Bytes segment) {
    return segment.size() == 12 && segment.back() == '\n';
}

// HTTP and what is peer-to-peer over text have labels of their own and must not be here.
constexpr Openings kOpenings{std::to_array<Opening>({
    {"220 ", begins_with_text},  // SMTP, FTP
    {"220-", begins_with_text},
    {"EHLO ", begins_with_text},
    {"HELO ", begins_with_text},
    {"USER ", is_line},          // FTP, POP3, IRC
    {"+OK", begins_with_text},   // POP3
    {"* OK", begins_with_text},  // IMAP
    {"* PREAUTH", begins_with_text},
    {"NICK ", is_line},  // IRC
    {"CAP LS", is_line},
    {"RTSP/1.0 ", always},
    {"OPTIONS rtsp://", always},
    {"OPTIONS * RTSP/", always},
    {"DESCRIBE rtsp://", always},
    {"SETUP rtsp://", always},
    {"SIP/2.0 ", always},
    {"INVITE sip:", always},
    {"REGISTER sip:", always},
    {"OPTIONS sip:", always},
    {"RFB 00", is_rfb_version},    // RFC 6143, 7.1.1
    {"<?xml ", begins_with_text},  // XMPP
    {"<stream:stream", begins_with_text},
    {"CONNECT\n", always},  // STOMP: HTTP's CONNECT has a space
    {"CONNECT\r\n", always},
    {"STOMP\n", always},
    {"STOMP\r\n", always},
    {"*", is_redis},
    {"PING\r\n", is_line},
    {"get ", is_line},  // memcached
    {"gets ", is_line},
    {"set ", is_line},
    {"stats", is_line},
    {"version\r\n", is_line},
    {"AMQP", is_amqp},
    {"@RSYNCD: ", begins_with_text},
    {"INFO {", begins_with_text},  // NATS
    {"JDWP-Handshake", always},
    {"8=FIX", always},
    {"ZBXD", always},
    {"ceph v", begins_with_text},
    {"\x00"sv, is_smb},
    {"\x00"sv, is_postgresql},
    {"\x03", is_tpkt},
    {"\x03", is_rtmp},
    {"\x10", is_mqtt},
    {"\x12", is_tds},
    {"\x30", is_ldap},
    {"\x80", is_memcached},
    {"\x81", is_netbios_session},
    {"\xff", is_bgp},
    {"\xff", is_zeromq},
})};

// A length first, so any byte.
bool begins_with_a_length(Bytes segment) {
    return is_mysql(segment) || is_mongodb(segment) || is_oracle(segment) || is_rlpx(segment) ||
           (segment.size() - 2 == (size_t{segment[0]} << 8 | segment[1]) &&
            is_openvpn_reset(segment.subspan(2)));
}

}  // namespace

bool is_other_service_tcp(Bytes first_segment) {
    constexpr size_t kShortest = 6;
    return first_segment.size() >= kShortest &&
           (kOpenings.match(first_segment) || begins_with_a_length(first_segment));
}

}  // namespace sluice
