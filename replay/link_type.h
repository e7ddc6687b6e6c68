// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "classifier/bytes.h"
#include "dataplane/first_header.h"

namespace sluice {

// The link types (libpcap's DLT_ values) whose frames are looked into. Those of others are counted
// as not IP and go through as they are.
bool is_looked_into(int link_type);
std::string link_type_name(int link_type);

// Where the layers that the parser knows begin, behind what the capture put before them. The bytes
// are untrusted and may be cut short: then what is left is an IP header of no bytes.
FirstHeader first_header(int link_type, Bytes frame);

}  // namespace sluice
