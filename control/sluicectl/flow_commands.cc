// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <memory>

#include "control/sluicectl/commands.h"
#include "control/sluicectl/flow_table.h"
#include "control/visible_text.h"
#include "sluice/v1/flows.grpc.pb.h"

namespace sluice {
namespace {

struct FlowOptions {
    std::string label;
    std::string grade;
    std::string subscriber;
    uint32_t limit = 0;
    std::string id;
};

void print(const Session& session, const v1::FlowList& list) {
    if (session.json)
        print_json(list);
    else
        print_flows(list, std::cout);
}

template <typename Request>
void fill_filter(const FlowOptions& options, Request& request) {
    request.mutable_filter()->set_label(options.label);
    request.mutable_filter()->set_grade(options.grade);
    request.mutable_filter()->set_subscriber(options.subscriber);
}

void run_list(const Session& session, const FlowOptions& options) {
    v1::ListFlowsRequest request;
    fill_filter(options, request);
    request.set_limit(options.limit);
    print(session, ask<v1::Flows>(session, &v1::Flows::StubInterface::List, request));
}

void run_top(const Session& session, const FlowOptions& options) {
    v1::TopFlowsRequest request;
    fill_filter(options, request);
    request.set_count(options.limit);
    print(session, ask<v1::Flows>(session, &v1::Flows::StubInterface::Top, request));
}

void run_explain(const Session& session, const FlowOptions& options) {
    const auto id = parse_flow_id(options.id);
    if (!id)
        throw CommandFailed("'" + options.id +
                            "' is no flow's id; `sluicectl flows list` shows "
                            "them, like 0.7205");
    v1::ExplainFlowRequest request;
    request.set_id(*id);
    const auto explained = ask<v1::Flows>(session, &v1::Flows::StubInterface::Explain, request);
    if (session.json)
        return print_json(explained);
    for (const std::string& line : explained.words())
        std::cout << printable(line) << "\n";
}

}  // namespace

void add_flow_commands(const Command& app, const Session& session) {
    const Command flows = app.add_subcommand("flows", "The flows in the tables now");
    flows.require_subcommand();
    const auto options = std::make_shared<FlowOptions>();
    const auto add = [&](const char* name, const char* what, const char* limit, uint32_t most,
                         auto run) {
        const Command command = flows.add_subcommand(name, what);
        command.add_option("--label", options->label, "this label and all below");
        command.add_option("--grade", options->grade, "this grade and all that are surer");
        command.add_option("--subscriber", options->subscriber, "this subscriber's, by id");
        command.add_option("--limit", options->limit, limit).between(1, most);
        command.callback([=, &session] { run(session, *options); });
    };
    add("list", "List flows, in no order", "at most so many; 100 if left out", 100'000, run_list);
    add("top", "List those with the most bytes", "at most so many; 20 if left out", 10'000,
        run_top);
    const Command explain = flows.add_subcommand(
        "explain", "Say what a flow is held for, and why what happens to it happens");
    explain.add_option("ID", options->id, "as list and top show it").required();
    explain.callback([=, &session] { run_explain(session, *options); });
}

}  // namespace sluice
