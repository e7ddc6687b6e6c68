// SPDX-License-Identifier: Apache-2.0
#include "policy/policer.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <vector>

#include "policy/hash.h"
#include "policy/shared_credit.h"
#include "policy/token_bucket.h"

namespace sluice {
namespace {

constexpr uint32_t kNothing = UINT32_MAX;
constexpr uint64_t kQuantumNs = 1'000'000;
constexpr uint64_t kQuantaPerBurst = 64;

// What a worker holds of a rate that is shared. It asks for what a packet lacks, or for a quantum
// if that is more: at low rates nobody sits on credit that others wait for.
class BorrowedCredit {
 public:
    BorrowedCredit() = default;
    BorrowedCredit(const Police& police, SharedRate* rate)
        : rate_(rate), rate_bps_(police.rate_bps), burst_ns_(burst_ns(police)) {}

    // Rounded up: a packet of just the burst must fit.
    static uint64_t burst_ns(const Police& police) {
        return (police.burst_bytes * kCreditPerByte + police.rate_bps - 1) / police.rate_bps;
    }

    bool take(uint32_t bytes, uint64_t now_ns) {
        const uint64_t price = bytes * kCreditPerByte;
        if (price > credit_) {
            const uint64_t least_ns = (price - credit_ + rate_bps_ - 1) / rate_bps_;
            const uint64_t quantum_ns = std::min(kQuantumNs, burst_ns_ / kQuantaPerBurst);
            credit_ += rate_bps_ *
                       rate_->borrow(least_ns, std::max(least_ns, quantum_ns), burst_ns_, now_ns);
            if (price > credit_)
                return false;
        }
        credit_ -= price;
        return true;
    }

    SharedRate* rate() const { return rate_; }

 private:
    SharedRate* rate_ = nullptr;
    uint64_t rate_bps_ = 0;
    uint64_t burst_ns_ = 0;
    uint64_t credit_ = 0;
};

// What a packet touches: one cache line. Borrowed where there is a shared rate, else its own.
struct alignas(64) Bucket {
    TokenBucket own;
    BorrowedCredit borrowed;

    bool shared() const { return borrowed.rate() != nullptr; }
};
static_assert(sizeof(Bucket) == 64);

struct BucketKey {
    uint64_t rule = 0;
    uint64_t owner = 0;
    Direction direction = Direction::up;

    friend bool operator==(const BucketKey&, const BucketKey&) = default;
};

uint64_t hash(const BucketKey& key) {
    return mix(key.rule ^ static_cast<uint64_t>(key.direction), key.owner);
}

// What only acquire() and release() touch.
struct Holding {
    BucketKey key;
    uint32_t references = 0;
    bool indexed = false;
    uint32_t older = kNothing;  // in the list of those without references
    uint32_t newer = kNothing;
};

}  // namespace

// Buckets without references keep their credit and their place in the index until another is in
// need, the longest unused first: a flow that comes back at once gets no new burst.
struct Policer::Impl {
    Impl(uint32_t count, std::shared_ptr<SharedCredit> credit)
        : shared(std::move(credit)),
          buckets(count),
          holdings(count),
          index(std::bit_ceil(size_t{count} * 2 + 2), kNothing) {
        for (uint32_t bucket = 0; bucket < count; ++bucket)
            set_aside(bucket);
    }

    size_t mask() const { return index.size() - 1; }
    size_t home(uint32_t bucket) const { return hash(holdings[bucket].key) & mask(); }
    uint32_t find(const BucketKey& key) const;
    void enter(uint32_t bucket);
    void erase(uint32_t bucket);
    void set_aside(uint32_t bucket);
    void take_back(uint32_t bucket);
    void forget(uint32_t bucket);

    std::shared_ptr<SharedCredit> shared;
    std::vector<Bucket> buckets;
    std::vector<Holding> holdings;
    std::vector<uint32_t> index;  // open addressing, at most half full
    uint32_t oldest = kNothing;
    uint32_t newest = kNothing;
    uint32_t in_use = 0;
    Counter exhausted;
};

uint32_t Policer::Impl::find(const BucketKey& key) const {
    for (size_t at = hash(key) & mask();; at = (at + 1) & mask()) {
        if (index[at] == kNothing || holdings[index[at]].key == key)
            return index[at];
    }
}

void Policer::Impl::enter(uint32_t bucket) {
    size_t at = home(bucket);
    while (index[at] != kNothing)
        at = (at + 1) & mask();
    index[at] = bucket;
    holdings[bucket].indexed = true;
}

// Moves later ones of the run back into the hole, so that no tombstones gather (Knuth 6.4, R).
void Policer::Impl::erase(uint32_t bucket) {
    size_t hole = home(bucket);
    while (index[hole] != bucket)
        hole = (hole + 1) & mask();
    for (size_t at = (hole + 1) & mask(); index[at] != kNothing; at = (at + 1) & mask()) {
        const size_t from_home = (at - home(index[at])) & mask();
        if (from_home < ((at - hole) & mask()))
            continue;
        index[hole] = index[at];
        hole = at;
    }
    index[hole] = kNothing;
    holdings[bucket].indexed = false;
}

void Policer::Impl::set_aside(uint32_t bucket) {
    holdings[bucket].older = newest;
    holdings[bucket].newer = kNothing;
    (newest == kNothing ? oldest : holdings[newest].newer) = bucket;
    newest = bucket;
}

void Policer::Impl::take_back(uint32_t bucket) {
    const Holding& holding = holdings[bucket];
    (holding.older == kNothing ? oldest : holdings[holding.older].newer) = holding.newer;
    (holding.newer == kNothing ? newest : holdings[holding.newer].older) = holding.older;
}

void Policer::Impl::forget(uint32_t bucket) {
    if (!holdings[bucket].indexed)
        return;
    erase(bucket);
    if (buckets[bucket].shared())
        shared->leave(buckets[bucket].borrowed.rate());
    buckets[bucket] = {};
}

Policer::Policer(uint32_t buckets, std::shared_ptr<SharedCredit> shared)
    : impl_(std::make_unique<Impl>(buckets, std::move(shared))) {}

Policer::~Policer() {
    for (uint32_t bucket = 0; bucket < capacity(); ++bucket)
        impl_->forget(bucket);
}

uint32_t Policer::acquire(const Police& police, uint64_t rule_key, uint64_t owner_key,
                          Direction direction, uint64_t now_ns) {
    const bool is_shared = police.per == PoliceScope::rule;
    const BucketKey key{rule_key, is_shared ? 0 : owner_key, direction};
    const uint32_t known = impl_->find(key);
    if (known != kNothing) {
        Holding& holding = impl_->holdings[known];
        if (holding.references++ == 0) {
            impl_->take_back(known);
            ++impl_->in_use;
        }
        return known;
    }

    const uint32_t fresh = impl_->oldest;
    if (fresh == kNothing) {
        impl_->exhausted++;
        return kNoBucket;
    }
    impl_->forget(fresh);
    Bucket& bucket = impl_->buckets[fresh];
    if (is_shared) {
        SharedRate* const rate =
            impl_->shared->join(hash(key), BorrowedCredit::burst_ns(police), now_ns);
        if (rate == nullptr) {
            impl_->exhausted++;
            return kNoBucket;
        }
        bucket.borrowed = BorrowedCredit(police, rate);
    } else {
        bucket.own = TokenBucket(police.rate_bps, police.burst_bytes, now_ns);
    }
    impl_->take_back(fresh);
    impl_->holdings[fresh].key = key;
    impl_->holdings[fresh].references = 1;
    impl_->enter(fresh);
    ++impl_->in_use;
    return fresh;
}

void Policer::release(uint32_t bucket) {
    if (bucket == kNoBucket)
        return;
    Holding& holding = impl_->holdings[bucket];
    assert(holding.references > 0);
    if (--holding.references > 0)
        return;
    impl_->set_aside(bucket);
    --impl_->in_use;
}

bool Policer::conforms(uint32_t bucket, uint32_t ip_bytes, uint64_t now_ns) {
    if (bucket == kNoBucket)
        return true;
    Bucket& held = impl_->buckets[bucket];
    return held.shared() ? held.borrowed.take(ip_bytes, now_ns) : held.own.take(ip_bytes, now_ns);
}

uint32_t Policer::in_use() const {
    return impl_->in_use;
}
uint32_t Policer::capacity() const {
    return static_cast<uint32_t>(impl_->buckets.size());
}
const Counter& Policer::exhausted() const {
    return impl_->exhausted;
}

size_t Policer::memory_bytes() const {
    return sizeof(Impl) + impl_->buckets.size() * (sizeof(Bucket) + sizeof(Holding)) +
           impl_->index.size() * sizeof(uint32_t);
}

std::shared_ptr<SharedCredit> make_shared_credit(uint32_t rules) {
    // Two directions, and during a change of policy the old rules beside the new ones.
    return std::make_shared<SharedCredit>(rules * 4);
}

uint64_t rule_key(const Rule& rule) {
    uint64_t key = hash_text(rule.name);
    if (rule.action.police) {
        const Police& police = *rule.action.police;
        key = mix(key, static_cast<uint64_t>(police.per));
        key = mix(key, police.rate_bps);
        key = mix(key, police.burst_bytes);
    }
    if (rule.action.shape) {
        const Shape& shape = *rule.action.shape;
        key = mix(key, shape.traffic_class ? 1 + static_cast<uint64_t>(*shape.traffic_class) : 0);
        key = mix(key, shape.rate_bps);
        key = mix(key, shape.weight_permille);
        key = mix(key, shape.guaranteed_bps);
    }
    return key;
}

}  // namespace sluice
