// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace sluice {

// As RFC 7285 has them in sections 9.2.3, 11.2.1.6 and 11.2.3.6, and shorter.
inline constexpr std::string_view kDirectory = R"({
  "meta": {
    "cost-types": {
      "num-routing": { "cost-mode": "numerical", "cost-metric": "routingcost" },
      "num-hop": { "cost-mode": "numerical", "cost-metric": "hopcount" },
      "ord-routing": { "cost-mode": "ordinal", "cost-metric": "routingcost" } },
    "default-alto-network-map": "my-default-network-map" },
  "resources": {
    "my-default-network-map": {
      "uri": "/networkmap", "media-type": "application/alto-networkmap+json" },
    "other-costs": {
      "uri": "/other", "media-type": "application/alto-costmap+json",
      "capabilities": { "cost-type-names": ["num-routing"] }, "uses": ["other-map"] },
    "hops": {
      "uri": "/hops", "media-type": "application/alto-costmap+json",
      "capabilities": { "cost-type-names": ["num-hop"] }, "uses": ["my-default-network-map"] },
    "filtered": {
      "uri": "/filtered", "media-type": "application/alto-costmap+json",
      "accepts": "application/alto-costmapfilter+json",
      "capabilities": { "cost-type-names": ["num-routing"] }, "uses": ["my-default-network-map"] },
    "costs": {
      "uri": "/costmap", "media-type": "application/alto-costmap+json",
      "capabilities": { "cost-type-names": ["num-routing"] },
      "uses": ["my-default-network-map"] } } })";

inline constexpr std::string_view kNetworkMap = R"({
  "meta": { "vtag": { "resource-id": "my-default-network-map", "tag": "da65eca2eb7a10ce8b059740" } },
  "network-map": {
    "PID1": { "ipv4": ["192.0.2.0/24", "198.51.100.0/25"], "future": ["x"] },
    "PID2": { "ipv4": ["198.51.100.128/25"], "ipv6": ["2001:db8:2::/48"] },
    "PID3": { "ipv4": ["0.0.0.0/0"], "ipv6": ["::/0"] } } })";

inline constexpr std::string_view kCostMap = R"({
  "meta": {
    "dependent-vtags": [
      { "resource-id": "my-default-network-map", "tag": "da65eca2eb7a10ce8b059740" } ],
    "cost-type": { "cost-mode": "numerical", "cost-metric": "routingcost" } },
  "cost-map": {
    "PID1": { "PID1": 1, "PID2": 5, "PID3": 10 },
    "PID2": { "PID1": 5, "PID2": 1, "PID3": 15 },
    "PID3": { "PID1": 20, "PID2": 15.5 } } })";

}  // namespace sluice
