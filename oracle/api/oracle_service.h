// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>

#include "oracle/api/oracle_desk.h"
#include "sluice/v1/oracle.grpc.pb.h"

namespace sluice {

// sluice.v1.Oracle: the topology of the moment, for whoever runs the oracle. Any thread.
class OracleService final : public v1::Oracle::Service {
 public:
    // The desk outlives it. seed: random.
    OracleService(OracleDesk& desk, uint64_t seed) : desk_(desk), seed_(seed) {}

    grpc::Status Status(grpc::ServerContext* context, const v1::OracleStatusRequest* request,
                        v1::OracleStatusResponse* response) override;
    grpc::Status Map(grpc::ServerContext* context, const v1::OracleMapRequest* request,
                     v1::OracleMapResponse* response) override;
    grpc::Status Cost(grpc::ServerContext* context, const v1::OracleCostRequest* request,
                      v1::OracleCostResponse* response) override;
    grpc::Status Rank(grpc::ServerContext* context, const v1::OracleRankRequest* request,
                      v1::OracleRankResponse* response) override;
    grpc::Status Reload(grpc::ServerContext* context, const v1::OracleReloadRequest* request,
                        v1::OracleReloadResponse* response) override;

 private:
    OracleDesk& desk_;
    std::atomic<uint64_t> seed_;  // of the next list
};

}  // namespace sluice
