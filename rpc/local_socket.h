// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "rpc/listen_error.h"

namespace sluice {

// Makes way for a program's UNIX socket at that path: its folder is made, and what one that was
// killed left there is removed. key: of its configuration, that names the path. Throws ListenError
// if somebody answers there or something else is in the way.
void claim_local_socket(const std::string& path, std::string_view program, std::string_view key);

}  // namespace sluice
