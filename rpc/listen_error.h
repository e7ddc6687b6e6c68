// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>

namespace sluice {

// One clear line about an address that cannot be listened on.
class ListenError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

}  // namespace sluice
