// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace sluice {

// What a certificate allows, by a URI among its alternative names: "sluice:viewer". Each role may
// all that the one before may.
enum class Role {
    view,        // looks
    operate,     // changes policy and subscribers
    administer,  // decides what happens on the wire
};

inline constexpr std::string_view kRoleNames[] = {"sluice:viewer", "sluice:operator",
                                                  "sluice:admin"};

// The methods that take that role and no lesser one: "/sluice.v1.Policies/Get".
std::span<const std::string_view> methods_of(Role role);

// Whether a certificate with these URIs may call a method. What no role is named for is nobody's.
bool may_call(std::string_view method, std::span<const std::string> uris);

}  // namespace sluice
