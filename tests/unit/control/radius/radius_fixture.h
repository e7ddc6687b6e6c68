// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include "control/radius/accounting.h"
#include "control/radius/dynamic_authorization.h"
#include "tests/unit/control/radius/requests.h"
#include "tests/unit/control/subscribers/sessions.h"

namespace sluice {

// Both servers over one table of sessions, without sockets and clocks.
class RadiusTest : public testing::Test {
 protected:
    static constexpr uint64_t kSecondNs = RadiusSettings::kSecondNs;

    static RadiusSettings settings() {
        RadiusSettings settings;
        settings.clients = {{*Prefix::parse("192.0.2.0/24"), std::string(kSecret), {}, false},
                            {*Prefix::parse("192.0.2.99/32"), "strict", {}, true}};
        return settings;
    }
    RadiusTime now() const { return {now_s_ * kSecondNs, 1'700'000'000 + int64_t(now_s_)}; }
    uint32_t unix_now() const { return static_cast<uint32_t>(now().unix_s); }
    void pass(uint64_t seconds) { now_s_ += seconds; }

    Bytes account(const Bytes& request, const SocketAddress& from = kNasSocket) {
        return accounting_.handle(request, from, now());
    }
    Bytes account(const Request& request) { return account(request.sign()); }
    Bytes authorize(const Bytes& request, const SocketAddress& from = kNasSocket) {
        return authorization_.handle(request, from, now());
    }
    uint64_t accounted(RadiusOutcome outcome) const { return accounting_.counts().of(outcome); }
    uint64_t authorized(RadiusOutcome outcome) const { return authorization_.counts().of(outcome); }
    std::string tier_of(const std::string& id) const {
        const auto found = known_.all.find(id);
        return found == known_.all.end() ? "a stranger" : found->second.tier;
    }
    bool is_known(const std::string& id) const { return known_.all.contains(id); }

    uint64_t now_s_ = 100'000;
    RadiusSettings settings_ = settings();
    KnownSubscribers known_;
    SharedSessionTable shared_{known_.sink()};
    RadiusSessions sessions_{shared_, settings_.remember_stopped_ns, 1'000};
    std::vector<std::string> log_;
    RadiusAccounting accounting_{settings_, sessions_,
                                 [this](const std::string& line) { log_.push_back(line); }};
    DynamicAuthorization authorization_{settings_, sessions_,
                                        [this](const std::string& line) { log_.push_back(line); }};
};

}  // namespace sluice
