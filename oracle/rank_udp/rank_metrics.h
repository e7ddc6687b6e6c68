// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string>

#include "oracle/rank_udp/rank_server.h"

namespace sluice {

// As Prometheus reads it, of all threads together: counts alone, and no label names an address.
std::string rank_metrics_text(std::span<const std::unique_ptr<RankServer>> servers);

}  // namespace sluice
