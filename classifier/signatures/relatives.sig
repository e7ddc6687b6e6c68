# SPDX-License-Identifier: Apache-2.0
# BitTorrent's relatives. bittorrent.sig says the format.

# eD2k and eMule over TCP: a protocol byte, the length, an opcode.
ed2k-tcp             tcp  ed2k            ^[\xe3\xc5\xd4]

# The same between clients and servers over UDP; Kad, plain and packed.
ed2k-udp             udp  ed2k_udp        ^[\xe3\xc5].
kad                  udp  kad             ^[\xe4\xe5].

# RFC 7574: a datagram to channel 0 opens one, and begins with a handshake.
ppspp                udp  ppspp           ^\x00{5}.{4}
