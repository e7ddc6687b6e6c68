# SPDX-License-Identifier: Apache-2.0
# Where a flow may be BitTorrent. One signature a line:
#
#   name  transport  verifier  pattern
#
# A pattern is Hyperscan's dialect of PCRE with . matching every byte, over the beginning of a TCP
# stream or a datagram. It only finds a candidate: the verifier parses the structure and has the
# last word. A peer_handshake without ^ is sought anywhere in a segment.

# BEP 3: the handshake opens each direction of a peer-wire stream. BEP 52 keeps its shape.
peer-handshake       tcp  peer_handshake  ^\x13BitTorrent protocol
# Behind a proxy's negotiation, in a connection that began as something else, or after MSE agreed on
# plain text.
late-handshake       tcp  peer_handshake  \x13BitTorrent protocol

# RFC 9112: a request's method, or HTTP itself. Trackers (BEP 3, 48), web seeds (BEP 17, 19) and
# metainfo are told by what follows; CONNECT asks a proxy.
http                 tcp  http            ^[A-Z]{3}

# RFC 1928 with its methods, and SOCKS 4: a proxy's client.
socks5               tcp  socks           ^\x05[\x01-\x0a][\x00-\x09\x80-\xfe]
socks4               tcp  socks           ^\x04[\x01\x02]

# BEP 5: bencoding sorts the keys, so a message opens with a (query), e (error) or r (reply), or
# with ip where a node tells the asker's address (BEP 42).
krpc                 udp  krpc            ^d[12]:[aeir]

# BEP 15: the connect request has a magic where the others have their connection id.
udp-tracker-connect  udp  udp_tracker     ^\x00\x00\x04\x17\x27\x10\x19\x80\x00\x00\x00\x00
udp-tracker-request  udp  udp_tracker     ^.{8}\x00\x00\x00[\x01\x02]
udp-tracker-reply    udp  udp_tracker     ^\x00\x00\x00[\x00-\x03].{4}

# BEP 29: types 0 to 4 over version 1, and an extension that is known (1 selective ack, 2 extension
# bits, 3 close reason) or none.
utp                  udp  utp             ^[\x01\x11\x21\x31\x41][\x00-\x03].{18}

# BEP 14: local service discovery.
lsd                  udp  lsd             ^BT-SEARCH
