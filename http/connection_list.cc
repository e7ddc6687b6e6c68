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

void ConnectionList::abandon_late(uint64_t now_ns, std::atomic<uint64_t>& in_the_middle) {
    for (ListedConnection& connection : all_) {
        if (now_ns < connection.deadline_ns_)
            continue;
        if (!connection.idle_.is_linked())
            ++in_the_middle;
        connection.deadline_ns_ = UINT64_MAX;
        connection.idle_.unlink();
        connection.abandon();
    }
}

bool ConnectionList::abandon_longest_idle(std::atomic<uint64_t>& gave_way) {
    if (idle_.empty())
        return false;
    ListedConnection& longest = idle_.front();
    is_busy(longest, UINT64_MAX);
    ++gave_way;
    longest.abandon();
    return true;
}

}  // namespace sluice
