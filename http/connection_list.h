// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <boost/intrusive/list.hpp>
#include <cstdint>

namespace sluice {

// A connection as its thread keeps it. Leaves the list when it is gone.
class ListedConnection {
 public:
    virtual ~ListedConnection() = default;
    // Closes it at once; what it waits for ends with an error, later.
    virtual void abandon() = 0;

 private:
    friend class ConnectionList;
    using Hook = boost::intrusive::list_member_hook<
        boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;

    Hook listed_;
    Hook idle_;
    uint64_t deadline_ns_ = UINT64_MAX;
};

// The connections of one thread, so that time for each costs no timer: all are looked at now and
// then. That thread's alone; outlives them.
class ConnectionList {
 public:
    void add(ListedConnection& connection);

    // Between requests; the longest waiting may have to give way.
    void is_idle(ListedConnection& connection, uint64_t until_ns);
    void is_busy(ListedConnection& connection, uint64_t until_ns);

    // Both count before the other end can notice. in_the_middle: of those that were late, the ones
    // that were not merely idle too long.
    void abandon_late(uint64_t now_ns, std::atomic<uint64_t>& in_the_middle);
    // False if none is idle.
    bool abandon_longest_idle(std::atomic<uint64_t>& gave_way);

 private:
    template <ListedConnection::Hook ListedConnection::*Member>
    using List = boost::intrusive::list<
        ListedConnection,
        boost::intrusive::member_hook<ListedConnection, ListedConnection::Hook, Member>,
        boost::intrusive::constant_time_size<false>>;

    List<&ListedConnection::listed_> all_;
    List<&ListedConnection::idle_> idle_;
};

}  // namespace sluice
