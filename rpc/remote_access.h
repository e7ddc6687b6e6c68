// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace sluice {

// How gRPC is offered to other hosts: by mutual TLS alone. Files are PEM; what stands in them may
// be replaced while the server runs, and holds for connections from then on.
struct RemoteAccess {
    std::string address;      // "192.0.2.1:9465"
    std::string certificate;  // the server's, with those between it and its authority
    std::string key;
    std::string authorities;  // of the clients' certificates
    std::string revoked;      // a folder of revocation lists (openssl rehash); empty: none
};

}  // namespace sluice
