// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "control/audit_log.h"
#include "control/dataplane_view.h"
#include "control/policy_revisions.h"
#include "control/store/store.h"
#include "control/subscribers/registry.h"
#include "tests/unit/control/scratch_folder.h"

namespace sluice {

inline constexpr const char* kDropPolicy =
    "rules:\n"
    "  - { name: no-bittorrent, match: { label: bittorrent }, action: { drop: true } }\n";

// A store, its audit log and the revisions over them, beginning with an empty policy as revision
// 1. What would go to the packet path is kept here.
struct ControlFixture {
    ScratchFolder folder;
    Store store{folder / "sluice.db"};
    AuditLog audit{store};
    std::vector<std::shared_ptr<const Snapshot>> published;
    Subscribers live;
    SubscriberRegistry registry{live};
    PolicyRevisions revisions{store, audit, registry, first_policy(),
                              [this](std::shared_ptr<const Snapshot> snapshot) {
                                  published.push_back(std::move(snapshot));
                              }};

    std::shared_ptr<const Snapshot> first_policy() {
        keep_first_policy(store, "", "box.yaml");
        return load_policy(store, registry, "", "box.yaml");
    }

    uint64_t apply(const std::string& document) {
        const auto result = revisions.apply({document, "test.yaml", "ann", "", std::nullopt});
        return std::get<Revision>(result).number;
    }
};

}  // namespace sluice
