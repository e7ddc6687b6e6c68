// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iostream>
#include <memory>

#include "control/sluicectl/commands.h"
#include "control/sluicectl/effects_table.h"
#include "sluice/v1/policies.grpc.pb.h"

namespace sluice {
namespace {

struct EffectsOptions {
    bool since_start = false;
};

void run_effects(const Session& session, const EffectsOptions& options) {
    v1::PolicyEffectsRequest request;
    request.set_since_start(options.since_start);
    const auto effects = ask<v1::Policies>(session, &v1::Policies::StubInterface::Effects, request);
    if (session.json)
        return print_json(effects);
    print_effects(effects, std::cout);
}

}  // namespace

void add_effects_command(const Command& policy, const Session& session) {
    const auto options = std::make_shared<EffectsOptions>();
    const Command effects = policy.add_subcommand(
        "effects", "Tell what the rules did, and what those in shadow would have done");
    effects.add_flag("--since-start", options->since_start,
                     "since the daemon's start, not since the revision is active");
    effects.callback([=, &session] { run_effects(session, *options); });
}

}  // namespace sluice
