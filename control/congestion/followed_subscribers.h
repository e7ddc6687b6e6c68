// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "control/subscribers/registry.h"
#include "policy/congestion/congestion_engine.h"

namespace sluice {

// Tells the engine of the registry's subscribers. It has numbers of its own for them, so that who
// goes and comes back is the same one to the engine, whatever record it has then: a session that
// is begun anew gets nobody out of best effort. One thread at a time.
class FollowedSubscribers {
 public:
    static constexpr uint32_t kNone = UINT32_MAX;
    static constexpr size_t kGoneMost = 100'000;  // of whom it is remembered

    FollowedSubscribers(const SubscriberRegistry& registry, CongestionEngine& engine)
        : registry_(registry), engine_(engine) {}

    // The steps of a round, in this order, all before the engine's advance() but the last:
    // who came or changed since the round before;
    void follow(uint64_t now_ns);
    // who has been gone for so long, or was idle when it went;
    void let_go(uint64_t now_ns, uint64_t remembered_ns);
    // and numbers that may serve others.
    void end_round();

    // Whose a record was when follow() last looked; kNone: nobody's.
    uint32_t number_of(uint32_t record) const;
    const std::string& id_of(uint32_t number) const { return followed_[number].id; }
    // kNobody while it is gone.
    uint32_t record_of(uint32_t number) const { return followed_[number].record; }
    // Who has another record than before, whose conditions nobody has set.
    const std::vector<uint32_t>& come_back() const { return come_back_; }

 private:
    struct Followed {
        std::string id;
        uint32_t record = SubscriberRef::kNobody;
        uint32_t use = 0;  // how many the number served before
    };
    struct OfRecord {
        uint32_t number = kNone;
        uint32_t use = 0;  // of another one's the record is nobody's
    };
    struct Gone {
        uint32_t number;
        uint64_t since_ns;

        friend bool operator==(const Gone&, const Gone&) = default;
    };

    void go(uint32_t record, uint64_t now_ns);
    void come(uint32_t record, const Subscriber& subscriber);
    void forget(uint32_t number);
    bool is_idle(uint32_t number) const;
    bool is_back(const Gone& gone) const;

    const SubscriberRegistry& registry_;
    CongestionEngine& engine_;
    std::vector<uint32_t> seen_;       // by record, the registry's
    std::vector<OfRecord> by_record_;  // also of those that are gone: rows may come of them yet
    std::vector<Followed> followed_;   // by number
    std::vector<uint32_t> free_;       // numbers
    std::vector<uint32_t> freed_;      // in this round
    std::vector<uint32_t> come_back_;  // in this round
    std::unordered_map<std::string, Gone> remembered_;  // who is gone, by id
    std::vector<Gone> gone_;  // the same in the order in which they went, and who is back
};

}  // namespace sluice
