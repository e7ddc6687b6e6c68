// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "policy/conditions.h"
#include "policy/lazy_array.h"
#include "policy/names.h"
#include "policy/policy.h"
#include "policy/retired.h"
#include "policy/subscriber_index.h"
#include "policy/subscriber_ref.h"

namespace sluice {

// The subscribers, changed one by one in place (design decision 6) while workers look them up
// without a lock. A change is seen at once by who looks; a flow that has looked before compares
// its generation with the record's, which every worker does for all its flows within a second.
class Subscribers {
 public:
    static constexpr uint32_t kMost = SubscriberIndex::kHighestRecord;
    struct Capacity {
        uint32_t subscribers = 1u << 20;
        uint32_t split_networks = 1u << 16;  // /24s that are dealt out in longer prefixes
    };
    // What the writer has to know of those who look things up. Without: there are none.
    struct Readers {
        std::function<void()> wait_until_quiescent;  // they hold nothing from before
        // How often every one of them has compared all its flows' generations, at least.
        std::function<uint64_t()> sweeps;
    };

    Subscribers() : Subscribers(Capacity{}) {}
    explicit Subscribers(const Capacity& capacity);
    ~Subscribers();

    // Any thread. Of those who share an address the port tells who; the owner is the same for all
    // its ports.
    SubscriberRef find(const SubscriberEnd& end) const {
        return reference(end.address, index_.find(end));
    }
    // The same of many, whose memory is under way side by side: as many found as ends.
    void find(std::span<const SubscriberEnd> ends, std::span<SubscriberRef> found) const;
    // What is known of a record whose number find() gave before.
    SubscriberRef at(uint32_t record) const;
    // Of kNobody: moves whenever somebody comes who was a stranger until then.
    uint32_t generation(uint32_t record) const {
        return record == SubscriberRef::kNobody
                   ? strangers_generation_.load(std::memory_order_acquire)
                   : records_[record].generation.load(std::memory_order_acquire);
    }
    void prefetch(uint32_t record) const {
        if (record != SubscriberRef::kNobody)
            __builtin_prefetch(&records_[record]);
    }
    // Of who is in no record: of the IPv4 address, or of the /64.
    static uint64_t key_of_stranger(const IpAddress& address);
    // What is so of a record's subscriber now. Any thread; of kNobody nothing is.
    Conditions conditions(uint32_t record) const {
        return record == SubscriberRef::kNobody
                   ? Conditions{}
                   : Conditions{conditions_[record].load(std::memory_order_relaxed)};
    }
    void prefetch_conditions(uint32_t record) const {
        if (record != SubscriberRef::kNobody)
            __builtin_prefetch(&conditions_[record]);
    }
    // Moves whenever any generation does.
    uint64_t changes() const { return changes_.load(std::memory_order_acquire); }
    uint32_t count() const { return count_.load(std::memory_order_relaxed); }
    uint32_t capacity() const { return static_cast<uint32_t>(records_.size()); }

    // The rest is for one thread at a time, the writer.
    void set_readers(Readers readers);
    // Room for all that there may be, so that none of them waits while the writer's tables grow.
    void reserve();

    // Adds or replaces the one of that id. Else one line that says why not, and nothing is changed.
    std::optional<std::string> put(const Subscriber& subscriber);
    bool remove(const std::string& id);
    // These and no others. They must agree with each other; an address may go from one to another.
    std::optional<std::string> replace_all(const std::vector<Subscriber>& subscribers);
    void set_nats(const std::vector<NatMapping>& nats);
    // Workers act by it with the next packet. Who leaves takes nothing with it to who comes after.
    void set_conditions(uint32_t record, Conditions conditions) {
        conditions_[record].store(conditions.bits(), std::memory_order_relaxed);
    }
    // Who else has one of these addresses or ports, in one line.
    std::optional<std::string> conflict(const Subscriber& subscriber) const;

    // Whose one of the address's ports is, of others than that id.
    std::optional<std::string> holder(const SubscriberAddress& address,
                                      const std::string& but_not) const;

    // Null if there is none; else until the next change.
    const Subscriber* find_by_id(const std::string& id) const;
    const Subscriber* subscriber(uint32_t record) const;
    uint32_t record_of(const std::string& id) const;  // kNobody if there is none
    // Whose the record is, or was until it serves another: flows may hold it a while longer.
    const std::string& id_of(uint32_t record) const { return subscribers_[record].id; }
    uint32_t records() const { return static_cast<uint32_t>(subscribers_.size()); }
    PolicyNames& names() { return names_; }

    // What looking up touches, and all that a subscriber needs while nothing is asked of it.
    size_t lookup_memory_bytes() const;

 private:
    struct Record {
        std::atomic<uint64_t> key;
        std::atomic<uint32_t> generation;
        std::atomic<uint32_t> owner;
        std::atomic<uint16_t> tier;
        std::atomic<uint16_t> group;
        std::atomic<uint16_t> site;
    };
    struct Freed {
        uint32_t record;
        uint64_t sweeps;  // when nobody found it any more
    };

    SubscriberRef reference(const IpAddress& end, const SubscriberIndex::Found& found) const;
    std::optional<uint32_t> take_record();
    std::optional<std::string> add_addresses(uint32_t record, const Subscriber& subscriber,
                                             const Subscriber& before);
    void move(uint32_t record);  // its generation
    void settle_owners(std::vector<uint32_t> records);
    std::vector<uint32_t> neighbours(const Subscriber& subscriber) const;

    Retired retired_;
    Readers readers_;
    SubscriberIndex index_;
    LazyArray<Record> records_;
    LazyArray<std::atomic<uint8_t>> conditions_;  // apart: many subscribers' to a cache line
    std::atomic<uint32_t> strangers_generation_{1};
    std::atomic<uint64_t> changes_{1};
    std::atomic<uint32_t> count_{0};
    // Of a shared address whose household's owner is another address's.
    struct Address {
        uint32_t ipv4;
        uint64_t hash() const;
        friend bool operator==(Address, Address) = default;
    };
    LiveHash<Address> owners_;

    // The writer's own.
    std::vector<Subscriber> subscribers_;  // by record; without addresses, if it was removed
    std::unordered_map<std::string, uint32_t> records_by_id_;
    std::deque<Freed> freed_;
    PolicyNames names_;
};

}  // namespace sluice
