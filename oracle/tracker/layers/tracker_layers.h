// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "http/server.h"
#include "oracle/tracker/layers/layer_registrar.h"
#include "oracle/tracker/layers/read_layers.h"
#include "oracle/tracker/layers/registration_handler.h"
#include "oracle/tracker/shared_tracker.h"

namespace sluice {

// What a tracker does of several layers: lets those below register, is registered with the one
// above, and knows which requests are whose (docs/tracker-layers.md).
class TrackerLayers {
 public:
    using Tell = std::function<void(const std::string&)>;

    // The config and the tracker outlive it. tell is called on any thread. Throws
    // std::runtime_error, one line, where a token or certificate cannot be read.
    TrackerLayers(const LayersConfig& config, uint64_t seed, SharedTracker& tracker, Tell tell);

    // Before the server starts; it is to stop before this goes.
    void listen(HttpServer& server);
    // Registers, from now on.
    void start();
    void stop();  // takes leave
    // To be called every few seconds.
    void look();

    // Under the tracker's lock.
    LayerRoutes& routes() { return routes_; }

    // For the metrics; any thread.
    const LayerRoutes& routes() const { return routes_; }
    const RegistrationHandler* below() const { return below_.get(); }
    const LayerRegistrar* above() const { return above_.get(); }

 private:
    const LayersConfig& config_;
    SharedTracker& tracker_;
    const Tell tell_;
    LayerRoutes routes_;
    std::unique_ptr<TlsCertificate> certificate_;
    std::unique_ptr<RegistrationHandler> below_;
    std::unique_ptr<LayerRegistrar> above_;
};

}  // namespace sluice
