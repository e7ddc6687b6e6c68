// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "classifier/bytes.h"
#include "classifier/finding.h"

namespace sluice {

// What an HTTP request or response at the beginning of a stream is: a tracker's, a web seed's, a
// metainfo, or plain http. A response's body is looked at as far as it is there.
Finding verify_http(Bytes stream);

}  // namespace sluice
