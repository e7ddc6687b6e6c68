// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "bench/mixes.h"

namespace sluice::bench {

// Real traffic as a mix: every TCP and UDP packet of the folder's captures that have an Ethernet
// link type, all captures beginning at once. What is inside a tunnel counts, as for the box. The
// layers below become those of the mixes (IPv4 without options, their addresses), so that it can
// be rewritten like them; the transport header, its ports and the payload stay. Segments that
// receive offload had joined are cut again. Empty if there is nothing; a file that cannot be read
// to its end counts as far as it goes.
Mix captured_mix(const std::filesystem::path& folder);

}  // namespace sluice::bench
