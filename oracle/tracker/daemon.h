// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "oracle/tracker/hash_list.h"
#include "oracle/tracker/tracker_config.h"

namespace sluice {

// What the config names, read now. Throws std::runtime_error, a line for each mistake in the file.
HashList read_hash_list(const TrackerConfig& config);

// Serves until SIGTERM or SIGINT; SIGHUP reads the list of hashes and the topology anew, and keeps
// the last good one of each where that is none now. `ready` is called when every address is
// listened on; `tell` gets a line of what an operator wants to know, never one about a peer. To be
// called before there are other threads. Throws std::runtime_error, one line.
void serve_tracker(const TrackerConfig& config, const std::function<void()>& ready,
                   const std::function<void(const std::string&)>& tell);

}  // namespace sluice
