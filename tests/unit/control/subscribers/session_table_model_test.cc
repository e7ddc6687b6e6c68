// SPDX-License-Identifier: Apache-2.0
#include <random>

#include <gtest/gtest.h>

#include "control/subscribers/address_list.h"
#include "control/subscribers/session_table.h"
#include "tests/unit/control/subscribers/sessions.h"

namespace sluice {
namespace {

// The same, slowly: sessions in a row, and who comes last has what they quarrel about.
struct Model {
    std::vector<Session> sessions;

    void open(Session opened) {
        std::vector<SubscriberAddress> addresses;
        for (const SubscriberAddress& one : opened.addresses)
            add_address(addresses, one);
        opened.addresses = addresses;
        std::erase_if(sessions, [&](const Session& s) { return s.key == opened.key; });
        for (Session& other : sessions)
            if (other.subscriber_id != opened.subscriber_id)
                std::erase_if(other.addresses, [&](const SubscriberAddress& theirs) {
                    return std::any_of(opened.addresses.begin(), opened.addresses.end(),
                                       [&](const auto& ours) { return overlap(theirs, ours); });
                });
        sessions.push_back(opened);
    }

    // Which of the addresses and ports of the test are whose.
    std::map<std::string, std::string> owners() const {
        std::map<std::string, std::string> owners;
        for (const Session& one : sessions)
            for (const SubscriberAddress& held : one.addresses)
                for (unsigned port = 0; port < 65536; port += 512)
                    if (held.ports.contains(static_cast<uint16_t>(port)))
                        owners[held.prefix.to_string() + " " + std::to_string(port)] =
                            one.subscriber_id;
        return owners;
    }
};

std::map<std::string, std::string> owners_told(const KnownSubscribers& known) {
    Model told;
    for (const auto& [id, subscriber] : known.all)
        told.sessions.push_back(session(id, id, subscriber.addresses));
    return told.owners();
}

TEST(SessionTableModel, AnyOrderOfSessionsGivesEveryPortToWhoCameLast) {
    std::mt19937 random(1);
    const auto below = [&](unsigned limit) {
        return static_cast<uint16_t>(std::uniform_int_distribution<unsigned>(0, limit - 1)(random));
    };
    KnownSubscribers known;
    SessionTable table(known.sink());
    Model model;
    for (uint64_t now = 0; now < 1'000; ++now) {
        const std::string key = std::to_string(below(12));
        Session one = session(key, "s" + std::to_string(below(6)), {});
        one.nas = "nas-" + std::to_string(std::stoul(key) % 2);
        one.expires_ns = now + 20 + below(60);
        for (unsigned count = below(4); count > 0; --count) {
            const std::string where = "192.0.2." + std::to_string(below(3));
            const auto first = static_cast<uint16_t>(512 * below(100));
            const auto last = static_cast<uint16_t>(first + 512 * below(20));
            one.addresses.push_back(below(4) == 0 ? address(where)
                                                  : address(where, PortSet::range(first, last)));
        }
        const unsigned what = below(20);
        if (what < 14) {
            model.open(one);
            table.open(one, now);
        } else if (what < 19) {
            std::erase_if(model.sessions, [&](const Session& s) { return s.key == key; });
            table.close(key);
        } else {
            std::erase_if(model.sessions, [&](const Session& s) { return s.nas == "nas-0"; });
            table.close_all("nas-0");
        }
        std::erase_if(model.sessions, [&](const Session& s) { return s.expires_ns <= now; });
        table.expire(now);
        ASSERT_EQ(table.size(), model.sessions.size()) << "step " << now;
        ASSERT_EQ(owners_told(known), model.owners()) << "step " << now;
    }
    table.expire(UINT64_MAX - 1);
    EXPECT_TRUE(known.all.empty());
}

}  // namespace
}  // namespace sluice
