// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <memory>

#include "control/sluicectl/commands.h"
#include "control/units.h"
#include "control/visible_text.h"
#include "sluice/v1/events.grpc.pb.h"

namespace sluice {
namespace {

struct EventOptions {
    bool follow = false;
    uint32_t limit = 50;
};

// A line for each as it comes: a table would wait for the last.
void run_events(const Session& session, const EventOptions& options) {
    const auto stub = v1::Events::NewStub(session.connect());
    v1::WatchEventsRequest request;
    request.set_history(options.limit);
    request.set_follow(options.follow);
    grpc::ClientContext context;
    const auto reader = stub->Watch(&context, request);
    v1::Event event;
    while (reader->Read(&event)) {
        if (session.json)
            print_json_line(event);
        else
            std::cout << format_time(event.time().seconds()) << "  "
                      << printable(event.kind() + "  " + event.subject() + "  " + event.detail())
                      << std::endl;
    }
    const grpc::Status status = reader->Finish();
    // As the daemon ends its calls, or as its connection breaks.
    if (status.error_code() == grpc::StatusCode::CANCELLED ||
        status.error_code() == grpc::StatusCode::UNAVAILABLE)
        throw CommandFailed("sluiced at unix:" + session.socket + " has stopped");
    require_ok(status);
}

}  // namespace

void add_event_commands(const Command& app, const Session& session) {
    const Command events = app.add_subcommand("events", "The audit log");
    const auto options = std::make_shared<EventOptions>();
    events.add_flag("--follow", options->follow, "go on with new ones as they happen");
    events.add_option("--limit", options->limit, "at most so many past ones")
        .between(0, 100'000)
        .with_default();
    events.callback([=, &session] { run_events(session, *options); });
}

}  // namespace sluice
