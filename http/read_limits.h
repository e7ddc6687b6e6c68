// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <optional>
#include <string_view>

#include "http/http_limits.h"
#include "policy/yaml/value.h"

namespace sluice {

// What every server's `limits` may say: connections, connections_per_address, requests_per_second,
// idle and read. The mapping's fields are given for what else this server knows, if it is one.
std::optional<YamlFields> read_http_limits(const YamlValue& value, HttpLimits& out,
                                           std::initializer_list<std::string_view> also = {});

}  // namespace sluice
