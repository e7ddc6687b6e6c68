// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "classifier/bytes.h"

namespace sluice {

enum class DtlsDatagram : uint8_t {
    absent,
    records,  // whole records and nothing else: 40 fixed bits or more
    hello,    // the first of them begins a ClientHello, ServerHello or HelloVerifyRequest
};

// DTLS 1.0 and 1.2 (RFC 6347), and what DTLS 1.3 sends in the clear (RFC 9147), which looks alike.
DtlsDatagram parse_dtls(Bytes datagram);

}  // namespace sluice
