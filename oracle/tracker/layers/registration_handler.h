// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "http/exchange.h"
#include "oracle/tracker/layers/layer_registry.h"

namespace sluice {

// Where trackers further down register, by POST of JSON with a bearer token (RFC 6750), at
// kRegistrationPath. Any thread.
class RegistrationHandler : public HttpHandler {
 public:
    using Use = std::function<void(std::shared_ptr<const LayerMap>)>;
    using Tell = std::function<void(const std::string&)>;
    using Clock = std::function<uint32_t()>;  // seconds; does not go back

    // use: gets each map that is another. tell: a line where one comes, goes, or is refused for
    // what it says; a thing that is said again is not told again.
    RegistrationHandler(std::vector<LayerPermit> permits, Use use, Tell tell, Clock clock);

    HttpReply answer(const HttpRequest& request) override;

    // Forgets whose time is over: to be called every few seconds.
    void look();

    enum class Outcome : uint8_t { accepted, withdrawn, forbidden, malformed, beyond, conflict };
    static constexpr size_t kOutcomes = 6;
    static constexpr std::array<std::string_view, kOutcomes> kOutcomeNames = {
        "accepted", "withdrawn", "forbidden", "malformed", "beyond", "conflict"};
    uint64_t count(Outcome outcome) const { return counts_[static_cast<size_t>(outcome)].load(); }
    uint64_t lapsed() const { return lapsed_.load(); }
    size_t registered() const;

 private:
    HttpReply count(Outcome outcome, HttpReply reply);
    HttpReply register_layer(size_t owner, Registration registration);
    void tell_change(size_t owner, const std::string& line);

    const Use use_;
    const Tell tell_;
    const Clock clock_;
    mutable std::mutex mutex_;  // of what follows
    LayerRegistry registry_;
    std::vector<std::string> told_;  // by permit: what was told last

    std::array<std::atomic<uint64_t>, kOutcomes> counts_{};
    std::atomic<uint64_t> lapsed_{0};
};

}  // namespace sluice
