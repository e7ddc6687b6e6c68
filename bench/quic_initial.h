// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace sluice::bench {

// A client's first datagram: an Initial of 1,200 bytes that decrypts (RFC 9001, section 5.2, with
// the version 1 salt) to a ClientHello for video.example and padding. Libraries that look for the
// server name decrypt it, and give up at random bytes.
std::string quic_client_initial();

}  // namespace sluice::bench
