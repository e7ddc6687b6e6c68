// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <memory>

#include "control/sluicectl/commands.h"
#include "control/sluicectl/table.h"
#include "control/units.h"
#include "sluice/v1/flows.grpc.pb.h"

namespace sluice {
namespace {

struct FlowOptions {
    std::string label;
    std::string subscriber;
    uint32_t limit = 0;
};

std::string end_name(const std::string& address, uint32_t port) {
    if (port == 0)
        return address;
    const bool is_v6 = address.find(':') != std::string::npos;
    return (is_v6 ? "[" + address + "]" : address) + ":" + std::to_string(port);
}

std::string protocol_name(uint32_t protocol) {
    switch (protocol) {
        case 1:
            return "icmp";
        case 6:
            return "tcp";
        case 17:
            return "udp";
        case 58:
            return "icmpv6";
        default:
            return std::to_string(protocol);
    }
}

std::string rule_name(const v1::FlowDirection& direction) {
    switch (direction.decision()) {
        case v1::FlowDirection::DECISION_RULE:
            return direction.rule();
        case v1::FlowDirection::DECISION_NEVER_TOUCH:
            return "(never touch)";
        case v1::FlowDirection::DECISION_EARLIER_POLICY:
            return "(earlier policy)";
        default:
            return "-";
    }
}

double seconds(const google::protobuf::Duration& duration) {
    return static_cast<double>(duration.seconds()) + duration.nanos() * 1e-9;
}

void print(const Session& session, const v1::FlowList& list) {
    if (session.json)
        return print_json(list);
    Table table{{"SUBSCRIBER"},
                {"LOCAL"},
                {"REMOTE"},
                {"PROTO"},
                {"LABEL"},
                {"GRADE"},
                {"UP PKTS", Table::Align::right},
                {"UP", Table::Align::right},
                {"DOWN PKTS", Table::Align::right},
                {"DOWN", Table::Align::right},
                {"AGE", Table::Align::right},
                {"RULE UP"},
                {"RULE DOWN"}};
    for (const v1::Flow& flow : list.flows())
        table.add_row({flow.subscriber().empty() ? "-" : flow.subscriber(),
                       end_name(flow.subscriber_address(), flow.subscriber_port()),
                       end_name(flow.remote_address(), flow.remote_port()),
                       protocol_name(flow.protocol()), flow.label(), flow.grade(),
                       std::to_string(flow.up().packets()), format_bytes(flow.up().ip_bytes()),
                       std::to_string(flow.down().packets()), format_bytes(flow.down().ip_bytes()),
                       format_age(seconds(flow.age())), rule_name(flow.up()),
                       rule_name(flow.down())});
    table.print(std::cout);
}

template <typename Request>
void fill_filter(const FlowOptions& options, Request& request) {
    request.mutable_filter()->set_label(options.label);
    request.mutable_filter()->set_subscriber(options.subscriber);
}

void run_list(const Session& session, const FlowOptions& options) {
    const auto stub = v1::Flows::NewStub(session.connect());
    v1::ListFlowsRequest request;
    fill_filter(options, request);
    request.set_limit(options.limit);
    v1::FlowList list;
    grpc::ClientContext context;
    set_deadline(context);
    require_ok(stub->List(&context, request, &list));
    print(session, list);
}

void run_top(const Session& session, const FlowOptions& options) {
    const auto stub = v1::Flows::NewStub(session.connect());
    v1::TopFlowsRequest request;
    fill_filter(options, request);
    request.set_count(options.limit);
    v1::FlowList list;
    grpc::ClientContext context;
    set_deadline(context);
    require_ok(stub->Top(&context, request, &list));
    print(session, list);
}

}  // namespace

void add_flow_commands(CLI::App& app, const Session& session) {
    CLI::App* flows = app.add_subcommand("flows", "The flows in the tables now");
    flows->require_subcommand(1);
    const auto options = std::make_shared<FlowOptions>();
    const auto add = [&](const char* name, const char* what, const char* limit, uint32_t most,
                         auto run) {
        CLI::App* command = flows->add_subcommand(name, what);
        command->add_option("--label", options->label, "this label and all below");
        command->add_option("--subscriber", options->subscriber, "this subscriber's, by id");
        command->add_option("--limit", options->limit, limit)->check(CLI::Range(1u, most));
        command->callback([=, &session] { run(session, *options); });
    };
    add("list", "List flows, in no order", "at most so many; 100 if left out", 100'000, run_list);
    add("top", "List those with the most bytes", "at most so many; 20 if left out", 10'000,
        run_top);
}

}  // namespace sluice
