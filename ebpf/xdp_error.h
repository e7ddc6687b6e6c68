// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>

namespace sluice {

// Why a kernel interface cannot be a port: one line for the operator.
struct XdpError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

[[noreturn]] void fail_interface(const std::string& interface, const std::string& what);
// error: an errno.
[[noreturn]] void fail_interface(const std::string& interface, const std::string& what, int error);

}  // namespace sluice
