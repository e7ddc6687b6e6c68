// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "control/sluicectl/commands.h"
#include "ebpf/xdp_port.h"
#include "sluice/v1/links.grpc.pb.h"

namespace sluice {
namespace {

void force(const Session& session, const std::string& link, v1::SetLinkModeRequest::Force force) {
    v1::SetLinkModeRequest request;
    request.set_link(link);
    request.set_force(force);
    request.set_author(user_name());
    const auto response = ask<v1::Links>(session, &v1::Links::StubInterface::SetMode, request);
    if (session.json)
        print_json(response);
}

void add_force_command(const Command& link, const Session& session, const std::string& command,
                       v1::SetLinkModeRequest::Force wanted, const std::string& what) {
    const auto name = std::make_shared<std::string>();
    const Command add = link.add_subcommand(command, what);
    add.add_option("LINK", *name, "its name").required();
    add.callback([=, &session] { force(session, *name, wanted); });
}

// Without the daemon, which holds the ports while it runs.
void release(const std::string& interface) try {
    const bool was_ours = detach_xdp_port(interface);
    std::cout
        << interface << (was_ours ? ": given back to the kernel\n" : ": has no XDP program of Sluice\n");
} catch (const XdpError& error) {
    throw CommandFailed(error.what());
}

}  // namespace

void add_link_force_commands(const Command& app, const Session& session) {
    const Command link = app.add_subcommand("link", "What happens on a link, and its ports");
    link.require_subcommand();
    add_force_command(link, session, "bypass", v1::SetLinkModeRequest::FORCE_BYPASS,
                      "Send its packets past the workers, from port to port");
    add_force_command(link, session, "cut", v1::SetLinkModeRequest::FORCE_CUT, "Let nothing pass");
    add_force_command(link, session, "inspect", v1::SetLinkModeRequest::FORCE_INSPECT,
                      "Let the box decide again: through the workers while they are well");

    const auto interfaces = std::make_shared<std::vector<std::string>>();
    const Command give_back = link.add_subcommand(
        "release", "Give interfaces back to the kernel, when sluiced has ended for good");
    give_back
        .add_texts(
            "INTERFACE", [=](const std::vector<std::string>& names) { *interfaces = names; },
            "the ports' names: eth2 eth3")
        .required();
    give_back.callback([=] {
        for (const std::string& interface : *interfaces)
            release(interface);
    });
}

}  // namespace sluice
