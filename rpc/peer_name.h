// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <grpcpp/grpcpp.h>

namespace sluice {

// Whose certificate asks, by its common name; empty at a local socket, where nobody shows one.
std::string peer_name(const grpc::ServerContextBase& context);

// Who does something, for the audit log: by a certificate as that says, and what else they call
// themselves behind it; locally as they call themselves.
std::string author_of(const grpc::ServerContextBase& context, const std::string& claimed);

}  // namespace sluice
