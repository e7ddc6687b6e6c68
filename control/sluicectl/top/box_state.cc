// SPDX-License-Identifier: Apache-2.0
#include "control/sluicectl/top/box_state.h"

#include "control/sluicectl/session.h"
#include "control/sluicectl/top/top_rates.h"
#include "sluice/v1/congestion.grpc.pb.h"
#include "sluice/v1/flows.grpc.pb.h"
#include "sluice/v1/links.grpc.pb.h"
#include "sluice/v1/policies.grpc.pb.h"

namespace sluice {

BoxState ask_box_state(const Session& session) {
    BoxState state;
    state.links = ask<v1::Links>(session, &v1::Links::StubInterface::List, {});
    v1::TopFlowsRequest flows;
    flows.set_count(kTopFlowsMost);
    state.flows = ask<v1::Flows>(session, &v1::Flows::StubInterface::Top, flows);
    v1::PolicyEffectsRequest effects;
    effects.set_since_start(true);
    state.effects = ask<v1::Policies>(session, &v1::Policies::StubInterface::Effects, effects);
    state.congestion = ask<v1::Congestion>(session, &v1::Congestion::StubInterface::List, {});
    return state;
}

}  // namespace sluice
