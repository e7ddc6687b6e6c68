// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/layers/tracker_layers.h"

#include <stdexcept>

#include "oracle/tracker/layers/token_file.h"

namespace sluice {
namespace {

std::vector<LayerPermit> permits_of(const LayersBelow& below) {
    std::vector<LayerPermit> permits;
    for (const LayersBelow::Permit& tracker : below.trackers) {
        permits.push_back({tracker.name, read_token_file(tracker.token_file), tracker.prefixes});
        for (size_t i = 0; i + 1 < permits.size(); ++i)
            if (permits[i].token == permits.back().token)
                throw std::runtime_error(tracker.token_file + ": holds the token of " +
                                         permits[i].name + ", too; each tracker has its own");
    }
    return permits;
}

}  // namespace

TrackerLayers::TrackerLayers(const LayersConfig& config, uint64_t seed, SharedTracker& tracker,
                             Tell tell)
    : config_(config),
      tracker_(tracker),
      tell_(std::move(tell)),
      routes_(config.above ? std::optional(config.routes) : std::nullopt, seed) {
    if (config.above)
        read_token_file(config.above->token_file);  // a mistake is to be told at the start
    if (!config.below)
        return;
    certificate_ = std::make_unique<TlsCertificate>(config.below->certificate, config.below->key);
    const auto use = [this](std::shared_ptr<const LayerMap> map) {
        const std::lock_guard lock(tracker_.mutex);
        tracker_.tracker.use(std::move(map));
    };
    below_ =
        std::make_unique<RegistrationHandler>(permits_of(*config.below), use, tell_, tracker_now_s);
}

void TrackerLayers::listen(HttpServer& server) {
    if (!below_)
        return;
    for (const SocketAddress& at : config_.below->listen)
        server.listen(at, *below_, certificate_.get());
}

void TrackerLayers::start() {
    if (config_.above)
        above_ = std::make_unique<LayerRegistrar>(
            *config_.above, [this](bool is_there) { routes_.know_above(is_there); }, tell_);
}

void TrackerLayers::stop() {
    routes_.know_above(false);
    above_.reset();
}

void TrackerLayers::look() {
    if (below_)
        below_->look();
}

}  // namespace sluice
