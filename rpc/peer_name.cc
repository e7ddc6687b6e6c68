// SPDX-License-Identifier: Apache-2.0
#include "rpc/peer_name.h"

namespace sluice {

std::string peer_name(const grpc::ServerContextBase& context) {
    const auto peer = context.auth_context();
    if (peer == nullptr || !peer->IsPeerAuthenticated())
        return "";
    const auto names = peer->FindPropertyValues("x509_common_name");
    return names.empty() ? "a certificate without a name"
                         : std::string(names[0].data(), names[0].size());
}

std::string author_of(const grpc::ServerContextBase& context, const std::string& claimed) {
    const std::string name = peer_name(context);
    if (name.empty())
        return claimed;
    return claimed.empty() || claimed == name ? name : name + " (as " + claimed + ")";
}

}  // namespace sluice
