// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <google/protobuf/timestamp.pb.h>

#include "control/store/store.h"

namespace sluice {

inline void set_time(WallTime time, google::protobuf::Timestamp* out) {
    const auto since = time.time_since_epoch();
    const auto seconds = std::chrono::floor<std::chrono::seconds>(since);
    out->set_seconds(seconds.count());
    out->set_nanos(static_cast<int32_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(since - seconds).count()));
}

}  // namespace sluice
