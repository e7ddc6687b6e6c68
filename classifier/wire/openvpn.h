// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "classifier/bytes.h"

namespace sluice {

// The packet that opens an OpenVPN session, of a client or a server: plain, or with tls-auth's or
// tls-crypt's authenticator. Over TCP it stands behind its length of two bytes.
bool is_openvpn_reset(Bytes packet);

}  // namespace sluice
