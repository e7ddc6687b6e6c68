// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <memory>

#include <fmt/format.h>

#include "control/sluicectl/commands.h"
#include "control/sluicectl/table.h"
#include "sluice/v1/subscribers.grpc.pb.h"

namespace sluice {
namespace {

std::string describe(const v1::SubscriberAddress& address) {
    if (!address.has_ports())
        return address.prefix();
    const v1::PortSet& ports = address.ports();
    const std::string range = fmt::format("{}-{}", ports.first(), ports.last());
    return ports.mask() == 0 ? fmt::format("{} ports {}", address.prefix(), range)
                             : fmt::format("{} ports {:#06x}/{:#06x} in {}", address.prefix(),
                                           ports.value(), ports.mask(), range);
}

Table make_table() {
    return {{"ID"}, {"TIER"}, {"GROUP"}, {"SITE"}, {"ADDRESSES"}};
}

void add(Table& table, const v1::Subscriber& subscriber) {
    const auto or_dash = [](const std::string& text) { return text.empty() ? "-" : text; };
    std::string addresses;
    for (const v1::SubscriberAddress& address : subscriber.addresses())
        addresses += (addresses.empty() ? "" : ", ") + describe(address);
    table.add_row({subscriber.id(), or_dash(subscriber.tier()), or_dash(subscriber.group()),
                   or_dash(subscriber.site()), addresses});
}

void print(const Session& session, const v1::Subscriber& subscriber) {
    if (session.json)
        return print_json(subscriber);
    Table table = make_table();
    add(table, subscriber);
    table.print(std::cout);
}

void print(const Session& session, const v1::SubscriberList& list) {
    if (session.json)
        return print_json(list);
    Table table = make_table();
    for (const v1::Subscriber& subscriber : list.subscribers())
        add(table, subscriber);
    table.print(std::cout);
    if (list.truncated())
        std::cout << "there are more; --limit shows them\n";
}

void add_put_command(const Command& subscribers, const Session& session) {
    const auto upsert = std::make_shared<v1::Subscriber>();
    const Command put = subscribers.add_subcommand("put", "Add or change one, beside the policy's");
    put.add_text(
           "ID", [=](const std::string& id) { upsert->set_id(id); }, "who")
        .required();
    put.add_texts(
        "ADDRESSES",
        [=](const std::vector<std::string>& addresses) {
            for (const std::string& address : addresses)
                upsert->add_addresses()->set_prefix(address);
        },
        "all of them, like 192.0.2.1, 2001:db8::/56 or 203.0.113.9#1024-2047");
    put.add_text(
        "--tier", [=](const std::string& tier) { upsert->set_tier(tier); }, "its tier");
    put.add_text(
        "--group", [=](const std::string& group) { upsert->set_group(group); }, "its group");
    put.add_text(
        "--site", [=](const std::string& site) { upsert->set_site(site); }, "where it is");
    put.callback([=, &session] {
        print(session,
              ask<v1::Subscribers>(session, &v1::Subscribers::StubInterface::Upsert, *upsert));
    });
}

}  // namespace

void add_subscriber_commands(const Command& app, const Session& session) {
    const Command subscribers = app.add_subcommand("subscribers", "Who the subscribers are");
    subscribers.require_subcommand();

    struct Requests {
        v1::ListSubscribersRequest list;
        v1::GetSubscriberRequest get;
        v1::FindSubscriberRequest find;
        v1::DeleteSubscriberRequest erase;
    };
    const auto requests = std::make_shared<Requests>();

    const Command list = subscribers.add_subcommand("list", "List them");
    list.add_text(
        "--group", [=](const std::string& group) { requests->list.set_group(group); },
        "of this group");
    list.add_text(
        "--tier", [=](const std::string& tier) { requests->list.set_tier(tier); }, "of this tier");
    list.add_text(
        "--site", [=](const std::string& site) { requests->list.set_site(site); }, "at this site");
    list.add_number(
            "--limit", [=](uint32_t limit) { requests->list.set_limit(limit); },
            "at most so many; 100 if left out")
        .between(1, 100'000);
    list.callback([=, &session] {
        print(session,
              ask<v1::Subscribers>(session, &v1::Subscribers::StubInterface::List, requests->list));
    });

    const Command get = subscribers.add_subcommand("get", "Show one by its id");
    get.add_text(
           "ID", [=](const std::string& id) { requests->get.set_id(id); }, "who")
        .required();
    get.callback([=, &session] {
        print(session,
              ask<v1::Subscribers>(session, &v1::Subscribers::StubInterface::Get, requests->get));
    });

    const Command find = subscribers.add_subcommand("find", "Show whose an address and port is");
    find.add_text(
            "ADDRESS", [=](const std::string& at) { requests->find.set_address(at); },
            "as the box sees it")
        .required();
    find.add_number(
            "PORT", [=](uint32_t port) { requests->find.set_port(port); },
            "of an address that is shared")
        .between(0, 65'535);
    find.callback([=, &session] {
        print(session,
              ask<v1::Subscribers>(session, &v1::Subscribers::StubInterface::Find, requests->find));
    });

    add_put_command(subscribers, session);
    const Command erase =
        subscribers.add_subcommand("delete", "Take back what was imported or put");
    erase
        .add_text(
            "ID", [=](const std::string& id) { requests->erase.set_id(id); }, "who")
        .required();
    erase.callback([=, &session] {
        ask<v1::Subscribers>(session, &v1::Subscribers::StubInterface::Delete, requests->erase);
    });
    add_import_command(subscribers, session);
}

}  // namespace sluice
