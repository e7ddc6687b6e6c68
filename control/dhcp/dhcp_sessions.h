// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "classifier/bytes.h"
#include "control/dhcp/settings.h"
#include "control/dhcp/transactions.h"
#include "control/subscribers/session_table.h"

namespace sluice {

// What became of a message.
enum class DhcpOutcome : uint8_t {
    asked,           // a client's question
    leased,          // opened or renewed a session
    ended,           // a session, or more
    passed_over,     // says nothing of who has which address
    malformed,       // not DHCP, or not as the RFCs have it
    wrong_side,      // a server's from the access side, or a client's from the core side
    unknown_server,  // none of the configured
    unknown_relay,   // none of the configured says whose line it is
    unasked,         // an answer without its question
    not_held,        // gives up what the client does not have
    no_id,           // nothing in it that makes a subscriber's id
    refused,         // the subscriber could not be known
};
inline constexpr size_t kDhcpOutcomeCount = 12;
const char* name(DhcpOutcome outcome);

// A message as it came by.
struct DhcpSeen {
    Bytes datagram;
    bool ipv6 = false;  // by its port
    bool from_core = false;
    IpAddress source;
};

struct DhcpKnownLease {
    Prefix prefix;
    std::string client;  // as DhcpMessage::client
    std::string subscriber_id;
    uint64_t expires_ns = 0;  // by the table's clock
};
struct DhcpLeaseChange {
    Prefix prefix;
    std::optional<DhcpKnownLease> lease;  // nothing: it has ended
};

// Makes sessions of the leases that are seen to be given. A server's word counts, if it comes from
// the core side, from a configured server, and answers what was asked from the access side; whose
// line it is, the relay agent's word tells. One thread; time is passed in, and is the table's.
class DhcpSessions {
 public:
    // After the end of a lease: servers wait, too, and a renewal may be under way.
    static constexpr uint64_t kGraceNs = 30'000'000'000;

    explicit DhcpSessions(DhcpSettings settings) : settings_(std::move(settings)) {}

    DhcpOutcome take(const DhcpSeen& seen, uint64_t now_ns, SessionTable& sessions);
    // What is due by time; the table's own expiry ends the sessions.
    void expire(uint64_t now_ns);

    // What was known before a restart.
    void restore(const DhcpKnownLease& known, uint64_t now_ns, SessionTable& sessions);
    // What has changed of the leases since the last call, in order.
    std::vector<DhcpLeaseChange> take_changes() { return std::exchange(changes_, {}); }

    // Why the last one was refused, once.
    std::optional<std::string> take_objection() { return std::exchange(objection_, std::nullopt); }

    size_t leases() const { return leases_.size(); }
    // Times that an address was given to another client before its lease was over.
    uint64_t given_to_another() const { return given_to_another_; }
    const DhcpTransactions& transactions() const { return transactions_; }

 private:
    using Holder = DhcpKnownLease;

    DhcpOutcome take_question(const DhcpMessage& question, const DhcpSeen& seen, uint64_t now_ns,
                              SessionTable& sessions);
    DhcpOutcome take_answer(const DhcpMessage& answer, const DhcpSeen& seen, uint64_t now_ns,
                            SessionTable& sessions);
    DhcpOutcome lease(const DhcpMessage& question, const DhcpLease& lease, uint64_t now_ns,
                      SessionTable& sessions);
    DhcpOutcome end(const DhcpMessage& question, SessionTable& sessions);
    bool is_server(const DhcpSeen& seen) const;
    const Holder* holder_of(const Prefix& prefix, const std::string& client) const;
    std::optional<std::string> hold(const Holder& holder, uint64_t now_ns, SessionTable& sessions);
    void forget(const Prefix& prefix);

    const DhcpSettings settings_;
    DhcpTransactions transactions_;
    std::map<Prefix, Holder> leases_;
    std::set<std::pair<uint64_t, Prefix>> by_expiry_;
    uint64_t given_to_another_ = 0;
    std::vector<DhcpLeaseChange> changes_;
    std::optional<std::string> objection_;
};

}  // namespace sluice
