// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <utility>

#include "control/subscribers/session_table.h"

namespace sluice {

// The one table of the box's sessions, for the threads of their sources. All of them tell time by
// std::chrono::steady_clock.
struct SharedSessionTable {
    explicit SharedSessionTable(SubscriberSink sink) : table(std::move(sink)) {}

    mutable std::mutex mutex;  // hold it while you use the table
    SessionTable table;
};

}  // namespace sluice
