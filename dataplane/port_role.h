// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace sluice {

enum class PortRole : uint8_t {
    access,  // inline, on the subscribers' side
    core,    // inline, on the other
    mirror,  // of a tap: copies of what passes elsewhere
    inject,  // of a tap: where its answers leave
};

constexpr std::string_view name(PortRole role) {
    constexpr std::string_view kNames[] = {"access", "core", "mirror", "inject"};
    return kNames[static_cast<uint8_t>(role)];
}

}  // namespace sluice
