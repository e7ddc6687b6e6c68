// SPDX-License-Identifier: Apache-2.0
#include <ctime>
#include <iostream>

#include "control/sluicectl/commands.h"
#include "control/sluicectl/locality_table.h"
#include "sluice/v1/locality.grpc.pb.h"

namespace sluice {

void add_locality_command(const Command& app, const Session& session) {
    const Command locality = app.add_subcommand(
        "locality", "What of the traffic stays local, goes to peers, and crosses transit");
    locality.callback([&session] {
        const auto status = ask<v1::Locality>(session, &v1::Locality::StubInterface::Get, {});
        if (session.json)
            print_json(status);
        else
            print_locality(status, std::time(nullptr), std::cout);
    });
}

}  // namespace sluice
