// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "policy/link_capacity.h"
#include "policy/policy.h"
#include "policy/subscribers.h"

namespace sluice {

class Snapshot;

// Who the subscribers are, whoever says so: the policy's revision, the API, RADIUS and DHCP. Each
// has a layer of its own, and a subscriber is the union of what they say of its id: all addresses,
// and the tier, group and site of the last layer that has one. What changes is looked up by the
// workers at once, and taken up by running flows within a second. Any thread.
class SubscriberRegistry {
 public:
    enum class Layer : uint8_t { policy, api, session };
    static constexpr size_t kLayers = 3;

    // links: the box's, that sites are behind and snapshots are compiled for.
    explicit SubscriberRegistry(Subscribers& live, std::vector<LinkCapacity> links = {})
        : live_(live), links_(std::move(links)) {}

    // Why this policy cannot be taken beside what the other layers say, a line for each reason.
    std::vector<std::string> objections(const Policy& policy) const;
    // Its subscribers, tiers, sites and NATs, from now on; and its rules compiled, to be published.
    // Throws NamesExhausted.
    std::shared_ptr<const Snapshot> adopt(Policy policy, uint64_t revision, uint32_t number);

    // Thousands of sessions a second may come: makes room for all ahead, since tables that grow
    // would keep them waiting.
    void expect_sessions();

    // Nothing: done. Else one line that says why not, and nothing has changed.
    std::optional<std::string> put(Layer layer, const Subscriber& subscriber);
    // keep: called with those of which put() said nothing, before anybody else sees the registry;
    // if it throws, all of them are as they were before.
    using Keep = std::function<void(const std::vector<const Subscriber*>&)>;
    std::vector<std::optional<std::string>> put_all(Layer layer,
                                                    std::span<const Subscriber> subscribers,
                                                    const Keep& keep);
    // False if the layer has none of that id.
    bool remove(Layer layer, const std::string& id);

    // With all that any layer says.
    std::optional<Subscriber> find(const std::string& id) const;
    // What one of them says.
    std::optional<Subscriber> find_in(Layer layer, const std::string& id) const;
    std::optional<Subscriber> find(const SubscriberEnd& end) const;
    // In the order in which they came.
    void for_each(const std::function<bool(const Subscriber&)>& visit) const;  // until false
    // Empty: nobody's. Of one that was removed, for as long as flows may hold its record.
    std::string id_of(uint32_t record) const;
    uint32_t record_of(const std::string& id) const;

    // Those who came, changed or went since the caller last asked. seen is the caller's: empty at
    // first, then by record the generation that it has been told of. subscriber: null if the
    // record is nobody's by now. visit may not ask the registry.
    using Changed = std::function<void(uint32_t record, const Subscriber* subscriber)>;
    void for_each_changed(std::vector<uint32_t>& seen, const Changed& visit) const;
    // Nothing, if the record is not of that id any more.
    void set_conditions(uint32_t record, const std::string& id, Conditions conditions);

    size_t count() const { return live_.count(); }
    size_t count(Layer layer) const;

 private:
    using ById = std::unordered_map<std::string, Subscriber>;

    ById& at(Layer layer) { return layers_[static_cast<size_t>(layer)]; }
    const ById& at(Layer layer) const { return layers_[static_cast<size_t>(layer)]; }
    Subscriber effective(const std::string& id) const;
    std::optional<std::string> put_locked(Layer layer, const Subscriber& subscriber);
    bool remove_locked(Layer layer, const std::string& id);
    std::optional<std::string> behind_nat(const Subscriber& subscriber) const;

    mutable std::mutex mutex_;
    Subscribers& live_;
    const std::vector<LinkCapacity> links_;
    std::array<ById, kLayers> layers_;
    std::set<std::string, std::less<>> tiers_;
    std::set<std::string, std::less<>> sites_;
    std::vector<NatMapping> nats_;
};

}  // namespace sluice
