// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "classifier/bytes.h"

namespace sluice {

// First segments of services over TCP that begin with lengths and numbers instead of words. The
// segment has to be whole: a length that does not end with it is none of theirs.

bool is_tpkt(Bytes segment);             // RFC 1006 with X.224: RDP, S7
bool is_rtmp(Bytes segment);             // C0 and the beginning of C1
bool is_smb(Bytes segment);              // MS-SMB, MS-SMB2 in direct TCP
bool is_netbios_session(Bytes segment);  // RFC 1002, 4.3.2: session request
bool is_postgresql(Bytes segment);       // startup, or the question for TLS
bool is_mqtt(Bytes segment);             // CONNECT of MQTT 3.1 to 5
bool is_tds(Bytes segment);              // MS-TDS: prelogin
bool is_ldap(Bytes segment);             // RFC 4511
bool is_bgp(Bytes segment);              // RFC 4271, 4.2: OPEN
bool is_zeromq(Bytes segment);           // ZMTP's greeting
bool is_memcached(Bytes segment);        // its binary protocol
bool is_redis(Bytes segment);            // RESP: an array of bulk strings
bool is_amqp(Bytes segment);             // protocol header of 0-9-1 or 1.0

// Those whose first byte may be any.
bool is_mysql(Bytes segment);    // the server's greeting, protocol 10
bool is_mongodb(Bytes segment);  // a query or message
bool is_oracle(Bytes segment);   // TNS: connect
bool is_rlpx(Bytes segment);     // Ethereum's handshake (EIP-8), which resembles MSE's

}  // namespace sluice
