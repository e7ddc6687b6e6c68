// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "classifier/bytes.h"
#include "classifier/label.h"
#include "classifier/signature_file.h"

namespace sluice {

// The last word on a candidate at the beginning of a datagram, where one datagram is proof enough
// and nothing has to be remembered of it; no label otherwise.
Verdict verify_datagram(Verifier verifier, Bytes datagram);

}  // namespace sluice
