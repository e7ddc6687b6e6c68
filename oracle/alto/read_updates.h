// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "oracle/alto/request_fields.h"
#include "oracle/alto/requests.h"

namespace sluice {

// Reads what an update stream is to tell (RFC 8895, section 6.5) or, if it is no new one, what it
// is to begin and to end with (section 7.5). most: of what is added. What is wrong is an error of
// the fields.
void read_updates(const RequestFields& fields, bool of_new_stream, size_t most, UpdateRequest& out);

}  // namespace sluice
