// SPDX-License-Identifier: Apache-2.0
#include "dataplane/endpoint_news.h"

#include <algorithm>
#include <array>

namespace sluice {

EndpointNews::EndpointNews(uint32_t workers) : workers_(workers) {
    for (uint32_t from = 0; from < workers; ++from) {
        for (uint32_t to = 0; to < workers; ++to)
            rings_.push_back(from == to ? nullptr : std::make_unique<Ring>(kCapacity));
    }
}

size_t EndpointNews::tell(uint32_t worker, LearntEndpoints& endpoints) {
    std::array<LearntEndpoint, kBatch> batch;
    const size_t count = endpoints.take_news(batch);
    size_t dropped = 0;
    for (uint32_t to = 0; count > 0 && to < workers_; ++to) {
        if (to != worker)
            dropped += count - between(worker, to).push(std::span(batch).first(count));
    }
    return dropped;
}

void EndpointNews::hear(uint32_t worker, LearntEndpoints& endpoints, uint32_t now_s) {
    // An equal part of each, so that none who talks much keeps the others from being heard.
    const size_t part = std::max<size_t>(kBatch / std::max(workers_ - 1, 1u), 1);
    std::array<LearntEndpoint, kBatch> batch;
    for (uint32_t from = 0; from < workers_; ++from) {
        if (from == worker)
            continue;
        const size_t count = between(from, worker).pop(std::span(batch).first(part));
        for (size_t i = 0; i < count; ++i)
            endpoints.hear(batch[i], now_s);
    }
}

size_t EndpointNews::memory_bytes() const {
    return size_t{workers_} * (workers_ - 1) * kCapacity * sizeof(LearntEndpoint);
}

}  // namespace sluice
