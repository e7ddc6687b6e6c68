// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "classifier/classifier.h"
#include "classifier/learnt_endpoints.h"
#include "classifier/signatures.h"

namespace sluice {

// Compiling takes a while: once for all tests.
inline std::shared_ptr<const Signatures> shared_signatures() {
    static const auto kSignatures = Signatures::built_in();
    return kSignatures;
}

inline Classifier::Settings small_pools() {
    return {.undecided_flows = 8,
            .walked_flows = 8,
            .kept_beginnings = 16,
            .held_segments = 32,
            .learnt_endpoints = 256};
}

// One flow and the classifier that looks at it. Positions count from the stream's first byte.
class FlowUnderTest {
 public:
    explicit FlowUnderTest(const Classifier::Settings& settings = small_pools())
        : classifier(shared_signatures(), settings) {}
    ~FlowUnderTest() { classifier.forget(inspection); }

    void syn(Direction direction) {
        observe({.direction = direction, .syn = true, .sequence = sequence(direction, 0) - 1});
    }
    void opens() {
        syn(Direction::up);
        syn(Direction::down);
    }
    bool tcp(Direction direction, size_t position, Bytes payload) {
        return observe({.payload = payload,
                        .wire_bytes = static_cast<uint32_t>(payload.size()),
                        .direction = direction,
                        .sequence = sequence(direction, position),
                        .time_us = time_us,
                        .ends = ends});
    }
    bool udp(Direction direction, Bytes payload) {
        return observe({.payload = payload,
                        .wire_bytes = static_cast<uint32_t>(payload.size()),
                        .direction = direction,
                        .transport = Transport::udp,
                        .time_us = time_us,
                        .ends = ends});
    }
    bool observe(const Segment& segment) {
        return inspection.needs_payload() && classifier.observe(inspection, segment);
    }

    std::string verdict() const {
        return std::string(name(inspection.verdict.label)) + " " +
               std::string(name(inspection.verdict.grade));
    }
    uint64_t messages(Direction direction, MessageKind kind) const {
        return classifier.counts()
            .messages[static_cast<size_t>(direction)][static_cast<size_t>(kind)]
            .get();
    }

    static uint32_t sequence(Direction direction, size_t position) {
        // Both wrap on the way, as any sequence number may.
        const uint32_t start = direction == Direction::up ? 0xfffffff0u : 0xffffff00u;
        return start + static_cast<uint32_t>(position);
    }

    Classifier classifier;
    FlowInspection inspection;
    uint32_t time_us = 0;
    FlowEnds ends;
};

}  // namespace sluice
