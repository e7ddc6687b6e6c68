// SPDX-License-Identifier: Apache-2.0
#include "http/connection_list.h"

namespace sluice {

void ConnectionList::add(ListedConnection& connection) {
    all_.push_back(connection);
}

void ConnectionList::is_idle(ListedConnection& connection, uint64_t until_ns) {
    connection.idle_.unlink();
    idle_.push_back(connection);
    connection.deadline_ns_ = until_ns;
}

void ConnectionList::is_busy(ListedConnection& connection, uint64_t until_ns) {
    connection.idle_.unlink();
    connection.deadline_ns_ = until_ns;
}

size_t ConnectionList::abandon_late(uint64_t now_ns) {
    size_t busy = 0;
    for (ListedConnection& connection : all_) {
        if (now_ns < connection.deadline_ns_)
            continue;
        busy += !connection.idle_.is_linked();
        connection.deadline_ns_ = UINT64_MAX;
        connection.idle_.unlink();
        connection.abandon();
    }
    return busy;
}

bool ConnectionList::abandon_longest_idle() {
    if (idle_.empty())
        return false;
    ListedConnection& longest = idle_.front();
    is_busy(longest, UINT64_MAX);
    longest.abandon();
    return true;
}

}  // namespace sluice
