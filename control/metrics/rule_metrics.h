// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "control/enforcement/rule_effects.h"
#include "control/metrics/families.h"
#include "control/policy_trial.h"
#include "policy/snapshot.h"

namespace sluice {

// Rules of the active policy with series of their own: the first so many. All after them are
// added up as "(others)", since a series is kept for each name for as long as Prometheus keeps any.
inline constexpr size_t kRulesWithSeries = 500;

void add_rule_metrics(const RuleEffects& effects, const Snapshot& active, Families& out);
void add_trial_metrics(const std::optional<PolicyTrial>& trial, Families& out);
void add_sample_metrics(const std::vector<WorkerReport>& workers, Families& out);

}  // namespace sluice
