// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "policy/policy_yaml.h"
#include "policy/snapshot.h"

// Any text is a policy that compiles, or has complaints: never both, never neither.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto no_files = [](const std::string&) { return std::nullopt; };
    sluice::ParsedPolicy parsed = sluice::parse_policy(
        text, "fuzz.yaml", sluice::PolicyFileKind::policy, sluice::kBoxKeys, no_files);
    if (parsed.policy.has_value() != parsed.complaints.empty())
        std::abort();
    for (const sluice::Complaint& complaint : parsed.complaints) {
        if (complaint.to_string().find('\n') != std::string::npos)
            std::abort();
    }
    sluice::PolicyNames names;
    if (parsed.policy) {
        const auto rules = sluice::Snapshot::compile(std::move(*parsed.policy), 1, 1, names);
        sluice::FlowFacts facts;
        facts.open_schedules = rules->open_schedules(0);
        for (const sluice::Decision& decision : rules->decide(facts))
            if (decision.shadow_rule != sluice::Decision::kNoRule)
                rules->decision_of(decision.shadow_rule, 6, sluice::Label::unknown);
        rules->limits(sluice::SubscriberRef{});
    }
    return 0;
}
