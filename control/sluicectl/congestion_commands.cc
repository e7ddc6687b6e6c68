// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <ctime>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "control/sluicectl/commands.h"
#include "control/sluicectl/congestion_history.h"
#include "control/sluicectl/congestion_json.h"
#include "control/sluicectl/congestion_table.h"
#include "control/sluicectl/time_argument.h"
#include "policy/congestion/usage_lines.h"
#include "sluice/v1/congestion.grpc.pb.h"

namespace sluice {
namespace {

struct Span {
    std::string from;
    std::string until;
};

v1::CongestionHistory ask_history(const Session& session, const Span& span) {
    const int64_t now = std::time(nullptr);
    v1::CongestionHistoryRequest request;
    if (!span.from.empty())
        request.mutable_from()->set_seconds(read_time(span.from, now));
    if (!span.until.empty())
        request.mutable_until()->set_seconds(read_time(span.until, now));
    return ask<v1::Congestion>(session, &v1::Congestion::StubInterface::History, request);
}

// How a stream ends that goes on as long as the daemon does.
void require_running(const Session& session, const grpc::Status& status) {
    // As the daemon ends its calls, or as its connection breaks.
    if (status.error_code() == grpc::StatusCode::CANCELLED ||
        status.error_code() == grpc::StatusCode::UNAVAILABLE)
        throw CommandFailed("sluiced at unix:" + session.socket + " has stopped");
    require_ok(status);
}

void run_status(const Session& session, const v1::ListCongestionRequest& request) {
    const auto status = ask<v1::Congestion>(session, &v1::Congestion::StubInterface::List, request);
    if (session.json)
        print_json(status);
    else
        print_congestion(status, std::cout);
}

void run_history(const Session& session, const Span& span) {
    const auto history = ask_history(session, span);
    if (session.json)
        return print_json(history);
    for (const v1::CongestionTransition& transition : history.transitions())
        std::cout << transition_line(transition) << "\n";
}

void run_watch(const Session& session, uint32_t past) {
    const auto stub = v1::Congestion::NewStub(session.connect());
    v1::WatchCongestionRequest request;
    request.set_history(past);
    request.set_follow(true);
    grpc::ClientContext context;
    const auto reader = stub->Watch(&context, request);
    v1::CongestionTransition transition;
    while (reader->Read(&transition)) {
        if (session.json)
            print_json_line(transition);
        else
            std::cout << transition_line(transition) << std::endl;
    }
    require_running(session, reader->Finish());
}

// As sluicectl congestion simulate reads it.
void run_record(const Session& session, uint32_t every_seconds) {
    const auto stub = v1::Congestion::NewStub(session.connect());
    v1::RecordUsageRequest request;
    request.set_every_seconds(every_seconds);
    grpc::ClientContext context;
    const auto reader = stub->Record(&context, request);
    std::cout << UsageLines::titles() << std::endl;
    v1::RecordedInterval interval;
    while (reader->Read(&interval)) {
        for (const v1::RecordedUse& use : interval.use())
            std::cout << UsageLines::write({.time_s = use.time_s(),
                                            .subscriber = use.subscriber(),
                                            .tier = use.tier(),
                                            .site = use.site(),
                                            .bytes = {use.up_bytes(), use.down_bytes()}})
                      << "\n";
        if (!std::cout.flush())
            throw CommandFailed("the recording could not be written to the standard output");
    }
    require_running(session, reader->Finish());
}

void run_report(const Session& session, const Span& span) {
    const auto history = ask_history(session, span);
    const CongestionReport report = report_of(history);
    if (session.json) {
        std::cout << report_json(report);
        return;
    }
    std::cout << report.to_text(
        std::chrono::minutes(local_offset_minutes(history.until().seconds())));
    if (history.truncated())
        std::cout << "There was more before that: the daemon remembers no more of it.\n";
}

std::shared_ptr<Span> add_span(const Command& command) {
    const auto span = std::make_shared<Span>();
    command.add_option("--from", span->from,
                       "2026-11-29T12:00, or how long ago: 24h; since sluiced began if left out");
    command.add_option("--to", span->until, "the same; now if left out");
    return span;
}

}  // namespace

void add_congestion_commands(const Command& app, const Session& session) {
    const Command congestion =
        app.add_subcommand("congestion", "Segments near congestion, and who steps back for others");
    congestion.require_subcommand();

    const Command status = congestion.add_subcommand("status", "As it stands now");
    const auto request = std::make_shared<v1::ListCongestionRequest>();
    status.add_text(
        "--segment", [=](const std::string& name) { request->set_segment(name); },
        "that site or link, and who is below it");
    status
        .add_number(
            "--limit", [=](uint32_t limit) { request->set_limit(limit); },
            "at most so many subscribers; 1000 if left out")
        .between(1, 1'000'000);
    status.callback([=, &session] { run_status(session, *request); });

    const Command history =
        congestion.add_subcommand("history", "What changed since sluiced began");
    const auto history_span = add_span(history);
    history.callback([=, &session] { run_history(session, *history_span); });

    const Command watch = congestion.add_subcommand("watch", "What changes, as it happens");
    const auto past = std::make_shared<uint32_t>(0);
    watch.add_option("--history", *past, "after so many past changes").with_default();
    watch.callback([=, &session] { run_watch(session, *past); });

    const Command record = congestion.add_subcommand(
        "record", "Write what subscribers use to the standard output, for simulate, until stopped");
    const auto every = std::make_shared<uint32_t>(60);
    record.add_option("--every", *every, "so many seconds to a line")
        .between(1, 86'400)
        .with_default();
    record.callback([=, &session] { run_record(session, *every); });

    const Command report = congestion.add_subcommand(
        "report", "Where, when, how long, how often and to what effect; of nobody in particular");
    const auto report_span = add_span(report);
    report.callback([=, &session] { run_report(session, *report_span); });

    add_simulate_command(congestion, session);
}

}  // namespace sluice
