// SPDX-License-Identifier: Apache-2.0
#include "policy/congestion/congestion_engine.h"

#include "policy/congestion/congestion_engine_impl.h"

namespace sluice {

CongestionEngine::CongestionEngine() : impl_(std::make_unique<Impl>()) {}
CongestionEngine::~CongestionEngine() = default;

void CongestionEngine::configure(const Policy& policy, std::span<const CongestionLink> links) {
    impl_->configure(policy, links);
}

void CongestionEngine::put(uint32_t record, std::string_view tier, std::string_view site) {
    impl_->put(record, tier, site);
}

void CongestionEngine::remove(uint32_t record) {
    impl_->remove(record);
}

void CongestionEngine::add_use(uint32_t record, Direction direction, uint64_t bytes,
                               Measure measure) {
    impl_->add_use(record, direction, bytes, measure);
}

void CongestionEngine::add_segment_use(uint32_t segment, Direction direction, uint64_t bytes) {
    impl_->add_segment_use(segment, direction, bytes);
}

CongestionRound CongestionEngine::advance(uint64_t now_ns) {
    return impl_->advance(now_ns);
}

uint32_t CongestionEngine::segment_count() const {
    return impl_->segments().count();
}

uint32_t CongestionEngine::segment_number(std::string_view name, bool is_link) const {
    return impl_->segments().number(std::string(name), is_link);
}

std::vector<SegmentView> CongestionEngine::segments() const {
    return impl_->segment_views();
}

std::optional<ManagedSubscriber> CongestionEngine::subscriber(uint32_t record) const {
    return impl_->subscriber(record);
}

Conditions CongestionEngine::conditions(uint32_t record) const {
    return impl_->conditions(record);
}

std::vector<ManagedSubscriber> CongestionEngine::managed() const {
    return impl_->managed();
}

CongestionEngine::Memory CongestionEngine::memory() const {
    return impl_->memory();
}

}  // namespace sluice
