// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "http/url.h"
#include "oracle/tracker/layers/registration.h"

namespace sluice {

// The tracker above, as this one registers with it.
struct LayerAbove {
    HttpUrl registration;  // HTTPS: there is a token in what is sent there
    std::string ca_file;   // who signs its certificate; empty: whom the system trusts
    std::string token_file;
    Registration own;
};

}  // namespace sluice
