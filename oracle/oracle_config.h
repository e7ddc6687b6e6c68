// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/http_limits.h"
#include "oracle/alto/alto_view.h"
#include "oracle/rank_udp_config.h"
#include "oracle/token_digest.h"
#include "policy/socket_address.h"
#include "policy/yaml/parse_config.h"

namespace sluice {

// Files that show who the oracle is, in PEM.
struct OracleTls {
    std::string certificate;  // the chain
    std::string key;
    std::string client_ca;  // empty: clients need no certificate
};

// Where what accounts have used is known.
struct OracleAccounts {
    std::string socket;               // sluiced's
    std::vector<TokenDigest> tokens;  // of who may ask for all of them
};

// What sluice-oracle is told by its file (docs/alto.md).
struct OracleConfig {
    std::vector<SocketAddress> listen;        // HTTPS
    std::vector<SocketAddress> listen_plain;  // HTTP; of this host alone, unless it is so told
    std::optional<OracleTls> tls;             // there if anything listens for HTTPS
    std::optional<OracleAccounts> accounts;
    std::optional<SocketAddress> metrics;  // not there: no metrics
    std::string topology;                  // the file that defines it
    uint32_t threads = 2;
    RankUdpConfig rank_udp;
    std::string api;  // the UNIX socket of sluice.v1; empty: none
    AltoOptions alto;
    HttpLimits limits;
};

using ParsedOracleConfig = ParsedConfig<OracleConfig>;

// Reads nothing but the text, whatever that is.
ParsedOracleConfig parse_oracle_config(std::string_view text, std::string_view file_name);

}  // namespace sluice
