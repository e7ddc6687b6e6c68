// SPDX-License-Identifier: Apache-2.0
#include "control/failover/link_watch.h"

#include <algorithm>
#include <mutex>

#include <gtest/gtest.h>

namespace sluice {
namespace {

// Links whose state is set from outside, and what was recorded of them.
struct Watched {
    std::mutex mutex;
    std::vector<LinkState> states{1};
    std::vector<std::string> found;
    std::vector<std::string> records;
    std::string bypass_command;
    std::string command_fails;
    std::vector<std::string> commands;

    LinkWatch::Sources sources() {
        LinkConfiguration link;
        link.name = "pop1";
        link.bypass_command = bypass_command;
        LinkWatch::Sources sources;
        sources.links = {link};
        sources.states = [this] {
            const std::lock_guard lock(mutex);
            return states;
        };
        sources.keep_ports = [this] {
            const std::lock_guard lock(mutex);
            return std::exchange(found, {});
        };
        sources.record = [this](const std::string& kind, const std::string& subject,
                                const std::string& detail) {
            const std::lock_guard lock(mutex);
            records.push_back(kind + " | " + subject + " | " + detail);
        };
        sources.bypass = [this](const LinkConfiguration& told, LinkForce wanted) {
            const std::lock_guard lock(mutex);
            commands.push_back(told.name + " " + name(wanted));
            return command_fails;
        };
        return sources;
    }
    bool has_recorded(const std::string& record, std::chrono::milliseconds within) {
        const auto deadline = std::chrono::steady_clock::now() + within;
        while (std::chrono::steady_clock::now() < deadline) {
            {
                const std::lock_guard lock(mutex);
                if (std::ranges::find(records, record) != records.end())
                    return true;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        return false;
    }
    void set(LinkState state) {
        const std::lock_guard lock(mutex);
        states[0] = std::move(state);
    }
};

constexpr std::chrono::seconds kPatience{5};

TEST(LinkWatch, RecordsEachChangeOfALinkWithItsReasonOnce) {
    Watched watched;
    {
        const LinkWatch watch(watched.sources(), {});
        watched.set({LinkState::State::bypassed, "worker 1 is stuck"});
        EXPECT_TRUE(
            watched.has_recorded("link.bypassed | link pop1 | worker 1 is stuck", kPatience));
        watched.set({LinkState::State::cut, "an operator wants it"});
        EXPECT_TRUE(watched.has_recorded("link.cut | link pop1 | an operator wants it", kPatience));
        watched.set({});
        EXPECT_TRUE(watched.has_recorded("link.inspecting | link pop1 | ", kPatience));
    }
    EXPECT_EQ(watched.records.size(), 3U);
}

TEST(LinkWatch, RecordsWhatHappenedToAPortsProgram) {
    Watched watched;
    watched.found = {"acc0: somebody took our XDP program off; it is back"};
    const LinkWatch watch(watched.sources(), {});
    EXPECT_TRUE(watched.has_recorded(
        "port.program | acc0 | acc0: somebody took our XDP program off; it is back", kPatience));
}

TEST(LinkWatch, ALostCarrierIsReflectedAndRecordedAndUndoneAtTheEnd) {
    Watched watched;
    std::mutex mutex;
    std::vector<std::string> told;
    {
        const LinkWatch watch(watched.sources(),
                              {{[](const std::string& port) { return port == "core0"; },
                                [&](const std::string& port, bool up) {
                                    const std::lock_guard lock(mutex);
                                    told.push_back(port + (up ? " up" : " down"));
                                    return true;
                                }},
                               {{"acc0", "core0"}}});
        EXPECT_TRUE(watched.has_recorded(
            "port.reflected | core0 | core0: taken down, since acc0 has lost its carrier",
            kPatience));
    }
    EXPECT_EQ(told, (std::vector<std::string>{"acc0 up", "core0 down", "core0 up"}));
}

TEST(LinkWatch, WhoKeepsPacketsFromTheBoxIsToldOfEachChangeAndAtTheEnd) {
    Watched watched;
    watched.bypass_command = "/usr/local/sbin/around";
    {
        const LinkWatch watch(watched.sources(), {});
        watched.set({LinkState::State::bypassed, "worker 1 is stuck"});
        EXPECT_TRUE(
            watched.has_recorded("link.bypassed | link pop1 | worker 1 is stuck", kPatience));
        watched.set({LinkState::State::bypassed, "an operator wants it"});
        EXPECT_TRUE(
            watched.has_recorded("link.bypassed | link pop1 | an operator wants it", kPatience));
        watched.set({});
        EXPECT_TRUE(watched.has_recorded("link.inspecting | link pop1 | ", kPatience));
    }
    EXPECT_EQ(watched.commands, (std::vector<std::string>{"pop1 inspect", "pop1 bypass",
                                                          "pop1 inspect", "pop1 bypass"}));
}

TEST(LinkWatch, ABypassCommandThatFailsIsRecorded) {
    Watched watched;
    watched.bypass_command = "/usr/local/sbin/around";
    watched.command_fails = "exit code 3";
    const LinkWatch watch(watched.sources(), {});
    EXPECT_TRUE(watched.has_recorded(
        "link.bypass_failed | link pop1 | /usr/local/sbin/around pop1 inspect: exit code 3",
        kPatience));
}

}  // namespace
}  // namespace sluice
