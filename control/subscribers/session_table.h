// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "control/subscribers/session.h"

namespace sluice {

// The sessions of all sources. A subscriber has the addresses of all sessions of its id, and the
// tier and the site that one of them told last. No port of an address is two subscribers': who
// comes later has it. Time is passed in and never goes back; one thread at a time.
class SessionTable {
 public:
    struct Counts {
        uint64_t opened = 0;
        uint64_t closed = 0;
        uint64_t unknown_closed = 0;  // a Stop before its Start
        uint64_t expired = 0;
        uint64_t moved_addresses = 0;  // from another subscriber's session
        uint64_t refused = 0;          // times that the sink did not take a subscriber
    };

    explicit SessionTable(SubscriberSink sink) : sink_(std::move(sink)) {}
    SessionTable(const SessionTable&) = delete;
    SessionTable& operator=(const SessionTable&) = delete;

    // Room for so many: until then no change takes as long as moving all that there are.
    void reserve(size_t sessions);

    // Or renews and changes. An address or a set of ports that another subscriber's session holds
    // moves here as a whole. What the sink says if it does not take the subscriber; the session is
    // kept, and the next renewal asks again.
    std::optional<std::string> open(Session session, uint64_t now_ns);
    bool close(const std::string& key);  // false: unknown, counted
    // Of those that were opened before.
    size_t close_all(const std::string& nas, uint64_t opened_before_ns = UINT64_MAX);
    size_t expire(uint64_t now_ns);

    // Until the next change.
    const Session* find(const std::string& key) const;
    std::vector<const Session*> sessions_of(const std::string& subscriber_id) const;
    // Those that hold exactly this prefix, or ports of it.
    std::vector<const Session*> sessions_at(const Prefix& prefix) const;
    std::vector<std::string> nases() const;

    size_t size() const { return sessions_.size(); }
    const Counts& counts() const { return counts_; }

 private:
    struct Held {
        Session session;
        uint64_t opened_ns = 0;
        uint64_t tier_told = 0;  // in which order
        uint64_t site_told = 0;
    };
    struct Customer {
        std::vector<Held*> sessions;
        bool refused = false;
    };
    struct PrefixHash {
        size_t operator()(const Prefix& prefix) const;
    };

    // What changed besides the session's own subscriber is added to touched.
    void hold_addresses(Held& held, std::set<std::string>& touched);
    void let_addresses_go(Held& held);
    void take_from_others(const Held& held, const SubscriberAddress& address,
                          std::set<std::string>& touched);
    void remove(Held& held);
    void attach(Held& held);
    void detach(Held& held);
    std::optional<std::string> tell(const std::string& subscriber_id);
    Subscriber compose(const std::string& subscriber_id, const Customer& customer) const;

    SubscriberSink sink_;
    Counts counts_;
    uint64_t told_ = 0;                               // of tiers and sites
    std::unordered_map<std::string, Held> sessions_;  // by key
    std::unordered_map<std::string, Customer> customers_;
    std::unordered_map<Prefix, std::vector<Held*>, PrefixHash> holders_;
    std::unordered_map<std::string, std::unordered_set<Held*>> by_nas_;
    std::set<std::pair<uint64_t, Held*>> by_expiry_;
};

}  // namespace sluice
