// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "oracle/oracle_config.h"

namespace sluice {

// Serves until SIGTERM or SIGINT; on SIGHUP reads the topology, its feeds and the certificate
// anew, and keeps those that were good where they are not now. `say` is given a line at a time;
// the first begins with "ready". Throws std::runtime_error, one line, if it cannot begin.
void serve_oracle(const OracleConfig& config, const std::function<void(const std::string&)>& say);

}  // namespace sluice
