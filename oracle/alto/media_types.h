// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace sluice {

// RFC 7285, section 14.1.
inline constexpr std::string_view kAltoDirectoryType = "application/alto-directory+json";
inline constexpr std::string_view kAltoNetworkMapType = "application/alto-networkmap+json";
inline constexpr std::string_view kAltoNetworkMapFilterType =
    "application/alto-networkmapfilter+json";
inline constexpr std::string_view kAltoCostMapType = "application/alto-costmap+json";
inline constexpr std::string_view kAltoCostMapFilterType = "application/alto-costmapfilter+json";
inline constexpr std::string_view kAltoEndpointPropertyType = "application/alto-endpointprop+json";
inline constexpr std::string_view kAltoEndpointPropertyParamsType =
    "application/alto-endpointpropparams+json";
inline constexpr std::string_view kAltoEndpointCostType = "application/alto-endpointcost+json";
inline constexpr std::string_view kAltoEndpointCostParamsType =
    "application/alto-endpointcostparams+json";
inline constexpr std::string_view kAltoErrorType = "application/alto-error+json";
// RFC 8895, section 12, RFC 7396 and HTML's server-sent events.
inline constexpr std::string_view kEventStreamType = "text/event-stream";
inline constexpr std::string_view kUpdateParamsType = "application/alto-updatestreamparams+json";
inline constexpr std::string_view kUpdateControlType = "application/alto-updatestreamcontrol+json";
inline constexpr std::string_view kMergePatchType = "application/merge-patch+json";
// RFC 9240, section 12.
inline constexpr std::string_view kPropertyMapType = "application/alto-propmap+json";
inline constexpr std::string_view kPropertyMapParamsType = "application/alto-propmapparams+json";

}  // namespace sluice
