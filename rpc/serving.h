// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string>

#include <grpcpp/grpcpp.h>

namespace sluice {

// The services, health and reflection, within the bounds that each of our servers has: its own
// threads, and messages no larger than a policy of some hundred thousand subscribers. name: of the
// quota. memory_bytes: 0: as much as there is.
void offer(grpc::ServerBuilder& builder, const std::string& name, size_t memory_bytes,
           std::span<grpc::Service* const> services);

// Calls have half a second to end by themselves.
void end_serving(grpc::Server& server);

}  // namespace sluice
