# SPDX-License-Identifier: Apache-2.0
# What is no P2P, so that the mix makes sense and most flows are settled by their first packet.
# bittorrent.sig says the format.

# RFC 8446, 5.1: a handshake record, or an alert.
tls                  tcp  tls             ^[\x15\x16]\x03[\x00-\x04]
# RFC 4253, 4.2
ssh                  tcp  ssh             ^SSH-
# RFC 1035, 4.1.1: flags and four counts, of which few are large; by TCP behind a length.
dns                  udp  dns             ^..[\x00-\x0f\x80-\x8f].\x00[\x00-\x0f][\x00\x01].[\x00\x01].[\x00\x01]
dns-tcp              tcp  dns_tcp         ^[\x00-\x07]...[\x00-\x0f\x80-\x8f].\x00[\x00-\x0f][\x00\x01].[\x00\x01]
# RFC 8999, 5.1: a long header; gQUIC had its version behind an id of 8 bytes.
quic                 udp  quic            ^[\xc0-\xff].{4}[\x00-\x14]
gquic                udp  quic            ^[\x01-\x0f].{8}Q0
# RFC 8489, 5: the magic cookie.
stun                 udp  stun            ^[\x00-\x3f].{3}\x21\x12\xa4\x42
# RFC 6347, 4.1
dtls                 udp  dtls            ^[\x14-\x17]\xfe[\xfd\xff]
# The WireGuard paper, 5.4: a type and three zeros.
wireguard            udp  wireguard       ^[\x01-\x04]\x00\x00\x00
