// SPDX-License-Identifier: Apache-2.0
#include "control/access/roles.h"

#include <algorithm>

namespace sluice {
namespace {

constexpr std::string_view kViewers[] = {
    "/sluice.v1.Congestion/History",
    "/sluice.v1.Congestion/List",
    "/sluice.v1.Congestion/Record",
    "/sluice.v1.Congestion/Watch",
    "/sluice.v1.Events/Watch",
    "/sluice.v1.Flows/Explain",
    "/sluice.v1.Flows/List",
    "/sluice.v1.Flows/Top",
    "/sluice.v1.Links/List",
    "/sluice.v1.Locality/Get",
    "/sluice.v1.Policies/Effects",
    "/sluice.v1.Policies/Get",
    "/sluice.v1.Policies/History",
    "/sluice.v1.Policies/Validate",
    "/sluice.v1.Policies/Watch",
    "/sluice.v1.Subscribers/Find",
    "/sluice.v1.Subscribers/Get",
    "/sluice.v1.Subscribers/List",
    "/sluice.v1.Subscribers/Usage",
    "/grpc.health.v1.Health/Check",
    "/grpc.health.v1.Health/Watch",
    "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
};

constexpr std::string_view kOperators[] = {
    "/sluice.v1.Policies/Apply",     "/sluice.v1.Policies/Confirm",
    "/sluice.v1.Policies/Rollback",  "/sluice.v1.Policies/Try",
    "/sluice.v1.Subscribers/Delete", "/sluice.v1.Subscribers/Import",
    "/sluice.v1.Subscribers/Upsert",
};

constexpr std::string_view kAdmins[] = {
    "/sluice.v1.Links/SetMode",
};

}  // namespace

std::span<const std::string_view> methods_of(Role role) {
    switch (role) {
        case Role::view:
            return kViewers;
        case Role::operate:
            return kOperators;
        case Role::administer:
            return kAdmins;
    }
    return {};
}

bool may_call(std::string_view method, std::span<const std::string> uris) {
    for (const Role role : {Role::view, Role::operate, Role::administer}) {
        if (std::ranges::find(methods_of(role), method) == methods_of(role).end())
            continue;
        const auto names = std::span(kRoleNames).subspan(static_cast<size_t>(role));
        return std::ranges::find_first_of(uris, names) != uris.end();
    }
    return false;
}

}  // namespace sluice
