// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sluice {

// RFC 4594's service classes, figure 3.
enum class ServiceClass : uint8_t {
    standard,  // DF, and what has no class of its own
    network_control,
    telephony,
    signaling,
    multimedia_conferencing,
    real_time_interactive,
    multimedia_streaming,
    broadcast_video,
    low_latency_data,
    oam,
    high_throughput_data,
    low_priority_data,  // CS1, and RFC 8622's LE
};
inline constexpr size_t kServiceClassCount = 12;

std::string_view name(ServiceClass service_class);

namespace detail {

constexpr std::array<ServiceClass, 64> classes_by_dscp() {
    using enum ServiceClass;
    std::array<ServiceClass, 64> classes{};
    classes[48] = network_control;
    classes[46] = classes[44] = telephony;  // EF, and RFC 5865's VOICE-ADMIT
    classes[40] = signaling;
    classes[34] = classes[36] = classes[38] = multimedia_conferencing;  // AF4x
    classes[32] = real_time_interactive;
    classes[26] = classes[28] = classes[30] = multimedia_streaming;  // AF3x
    classes[24] = broadcast_video;
    classes[18] = classes[20] = classes[22] = low_latency_data;  // AF2x
    classes[16] = oam;
    classes[10] = classes[12] = classes[14] = high_throughput_data;  // AF1x
    classes[8] = classes[1] = low_priority_data;
    return classes;
}
inline constexpr std::array<ServiceClass, 64> kClassesByDscp = classes_by_dscp();

}  // namespace detail

// dscp: 0 to 63.
inline ServiceClass service_class_of(uint8_t dscp) {
    return detail::kClassesByDscp[dscp];
}

}  // namespace sluice
