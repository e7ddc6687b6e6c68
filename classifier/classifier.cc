// SPDX-License-Identifier: Apache-2.0
#include "classifier/classifier.h"

#include "classifier/candidate_scanner.h"
#include "classifier/learnt_endpoints.h"
#include "classifier/learnt_names.h"
#include "classifier/peer_pairs.h"
#include "classifier/peer_wire_walker.h"
#include "classifier/segment_buffer.h"
#include "classifier/tcp_inspector.h"
#include "classifier/udp_inspector.h"

namespace sluice {
namespace {

constexpr uint32_t kTrackerNames = 4'096;  // 16 bytes each

}  // namespace

struct Classifier::Impl {
    Impl(std::shared_ptr<const Signatures> signatures, const Settings& settings)
        : scanner(std::move(signatures)),
          beginnings(settings.kept_beginnings),
          held(settings.held_segments),
          endpoints(settings.learnt_endpoints, settings.hash_seed),
          peer_pairs(settings.learnt_endpoints, settings.hash_seed),
          tracker_names(kTrackerNames, settings.hash_seed),
          walker(settings.walked_flows, held, endpoints, counts),
          tcp(settings, parts()),
          udp(settings, parts()) {}

    InspectorParts parts() {
        return {scanner, beginnings, held, walker, endpoints, peer_pairs, tracker_names, counts};
    }

    Counts counts;
    CandidateScanner scanner;
    // Apart, so that a flood of flows that only begin leaves the walked ones their own.
    Beginnings beginnings;
    SegmentBuffers held;
    LearntEndpoints endpoints;
    PeerPairs peer_pairs;
    LearntNames tracker_names;
    PeerWireWalker walker;
    TcpInspector tcp;
    UdpInspector udp;
};

Classifier::Classifier(std::shared_ptr<const Signatures> signatures, const Settings& settings)
    : impl_(std::make_unique<Impl>(std::move(signatures), settings)) {}

Classifier::~Classifier() = default;

bool Classifier::observe(FlowInspection& flow, const Segment& segment) {
    const Verdict before = flow.verdict;
    if (segment.transport == Transport::udp)
        impl_->udp.observe(flow, segment);
    else if (!flow.walked())
        impl_->tcp.observe(flow, segment);
    else if (!segment.syn)  // carries nothing of a stream that was settled
        impl_->walker.observe(flow.kept[1], segment);
    return flow.verdict != before;
}

bool Classifier::conclude(FlowInspection& flow, const Segment& last) {
    const Verdict before = flow.verdict;
    if (last.transport == Transport::tcp)
        impl_->tcp.conclude(flow, last);
    return flow.verdict != before;
}

void Classifier::forget(FlowInspection& flow) {
    impl_->tcp.forget(flow);
    impl_->udp.forget(flow);
    if (flow.walked())
        impl_->walker.end(flow.kept[1]);
    flow = {};
}

LearntEndpoints& Classifier::endpoints() {
    return impl_->endpoints;
}

const LearntEndpoints& Classifier::endpoints() const {
    return impl_->endpoints;
}

std::optional<PeerDescription> Classifier::describe(const FlowInspection& flow) const {
    if (!flow.walked())
        return std::nullopt;
    return impl_->walker.describe(flow.kept[1]);
}

const Classifier::Counts& Classifier::counts() const {
    return impl_->counts;
}

void Classifier::forget_heard() {
    impl_->counts.heard = 0;
}

size_t Classifier::memory_bytes() const {
    return impl_->scanner.memory_bytes() + impl_->beginnings.memory_bytes() +
           impl_->held.memory_bytes() + impl_->walker.memory_bytes() + impl_->tcp.memory_bytes() +
           impl_->udp.memory_bytes() + impl_->endpoints.memory_bytes() +
           impl_->peer_pairs.memory_bytes() + impl_->tracker_names.memory_bytes();
}

uint32_t Classifier::undecided_in_use() const {
    return impl_->tcp.in_use() + impl_->udp.in_use();
}

uint32_t Classifier::walkers_in_use() const {
    return impl_->walker.in_use();
}

}  // namespace sluice
