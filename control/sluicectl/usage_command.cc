// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <memory>

#include "control/sluicectl/commands.h"
#include "control/sluicectl/usage_table.h"
#include "sluice/v1/subscribers.grpc.pb.h"

namespace sluice {

void add_usage_command(const Command& app, const Session& session) {
    const auto request = std::make_shared<v1::UsageRequest>();
    const Command usage =
        app.add_subcommand("usage", "What a subscriber used, and what rules did to its packets");
    usage
        .add_text(
            "ID", [=](const std::string& id) { request->set_id(id); }, "who")
        .required();
    usage
        .add_number(
            "--periods", [=](uint32_t periods) { request->set_periods(periods); },
            "so many billing periods, newest first; the running one alone if left out")
        .between(1, 120);
    usage.callback([=, &session] {
        const auto answer =
            ask<v1::Subscribers>(session, &v1::Subscribers::StubInterface::Usage, *request);
        if (session.json)
            print_json(answer);
        else
            print_usage(answer, std::cout);
    });
}

}  // namespace sluice
