// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "policy/policy_yaml.h"
#include "policy/snapshot.h"

// Any text is a policy that compiles, or has complaints: never both, never neither.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    sluice::ParsedPolicy parsed =
        sluice::parse_policy(text, "fuzz.yaml", sluice::PolicyFileKind::policy, sluice::kBoxKeys);
    if (parsed.policy.has_value() != parsed.complaints.empty())
        std::abort();
    for (const sluice::Complaint& complaint : parsed.complaints) {
        if (complaint.to_string().find('\n') != std::string::npos)
            std::abort();
    }
    sluice::PolicyNames names;
    if (parsed.policy)
        sluice::Snapshot::compile(std::move(*parsed.policy), 1, 1, names)->decide({});
    return 0;
}
