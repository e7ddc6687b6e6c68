// SPDX-License-Identifier: Apache-2.0
// bench-radius: how many sessions a second the accounting server takes, as one line of JSON. The
// server is in this process, over loopback, with everything behind it but the packet path; or it
// is one that runs already, a sluiced say.
#include <CLI/CLI.hpp>
#include <atomic>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include "bench/radius_nas.h"
#include "control/radius/accounting_request.h"
#include "control/radius/server.h"
#include "control/subscribers/registry.h"
#include "control/subscribers/session_expiry.h"
#include "control/subscribers/session_sink.h"
#include "policy/snapshot.h"

namespace sluice::bench {
namespace {

constexpr const char* kTier = "silver";

// Workers that look at everything in turn, as those of the packet path do, every few hundred
// microseconds: a writer who waits for them waits that long.
class SteadyReaders {
 public:
    explicit SteadyReaders(Subscribers& subscribers)
        : thread_([this](const std::stop_token& stop) {
              while (!stop.stop_requested()) {
                  turns_.fetch_add(1);
                  turns_.notify_all();
                  std::this_thread::sleep_for(std::chrono::microseconds(200));
              }
          }) {
        subscribers.set_readers({[this] {
                                     const uint64_t wanted = turns_.load() + 2;
                                     for (uint64_t now = turns_.load(); now < wanted;
                                          now = turns_.load())
                                         turns_.wait(now);
                                 },
                                 // A sweep over all flows takes a second.
                                 [this] { return turns_.load() / 5'000; }});
    }

 private:
    std::atomic<uint64_t> turns_{0};
    std::jthread thread_;
};

struct Box {
    explicit Box(uint32_t capacity, uint16_t port, const std::string& secret)
        : subscribers({.subscribers = capacity}), readers(subscribers), registry(subscribers) {
        Policy policy;
        policy.tiers.push_back({kTier, 10'000'000, 100'000'000});
        registry.adopt(std::move(policy), 1, 1);
        registry.expect_sessions();
        {
            const std::lock_guard lock(sessions.mutex);
            sessions.table.reserve(capacity);
        }
        RadiusSettings settings;
        settings.accounting = {*IpAddress::parse("127.0.0.1"), port};
        settings.clients.push_back({*Prefix::parse("127.0.0.0/8"), secret, {}, true});
        server = std::make_unique<RadiusServer>(
            settings, sessions, size_t{4} * capacity,
            [](const std::string& line) { std::fprintf(stderr, "%s\n", line.c_str()); });
    }

    Subscribers subscribers;
    SteadyReaders readers;
    SubscriberRegistry registry;
    SharedSessionTable sessions{session_sink(registry)};
    SessionExpiry expiry{sessions};
    std::unique_ptr<RadiusServer> server;
};

void print(const char* name, const RadiusNas::Result& result) {
    std::printf(
        "\"%s_per_s\": %.0f, \"%s_repeated\": %lu, \"%s_given_up\": %lu, \"%s_slowest_ms\": %.1f",
        name, static_cast<double>(result.answered) / result.seconds, name,
        static_cast<unsigned long>(result.repeated), name,
        static_cast<unsigned long>(result.given_up), name, result.slowest_answer_ms);
}

struct Options {
    uint32_t sessions = 200'000;
    uint32_t capacity = 1'000'000;
    unsigned ports = 16;
    unsigned window = 1'024;
    std::string server;
    std::string secret = "bench-secret";
    uint16_t port = 18'130;
};

void measure(const Options& options) {
    std::unique_ptr<Box> box;
    auto server = SocketAddress::parse("127.0.0.1:" + std::to_string(options.port));
    if (options.server.empty())
        box = std::make_unique<Box>(options.capacity, options.port, options.secret);
    else
        server = SocketAddress::parse(options.server);
    if (!server)
        throw std::runtime_error("--server wants 192.0.2.1:1813 or [2001:db8::1]:1813");
    RadiusNas nas(*server, options.secret, options.ports, options.window, box ? kTier : "");
    const auto tell = [&](AcctStatusType type) {
        return nas.tell(static_cast<uint32_t>(type), 0, options.sessions);
    };
    std::printf("{\"sessions\": %u, ", options.sessions);
    print("start", tell(AcctStatusType::start));
    if (box && box->registry.count() != options.sessions)
        throw std::runtime_error(std::to_string(box->registry.count()) + " subscribers after " +
                                 std::to_string(options.sessions) + " Starts");
    std::printf(", ");
    print("interim", tell(AcctStatusType::interim_update));
    std::printf(", ");
    print("stop", tell(AcctStatusType::stop));
    if (box && box->registry.count() != 0)
        throw std::runtime_error(std::to_string(box->registry.count()) +
                                 " subscribers are left after all Stops");
    std::printf("}\n");
}

}  // namespace
}  // namespace sluice::bench

int main(int argc, char** argv) {
    CLI::App app("Sessions a second that the RADIUS accounting server takes.");
    sluice::bench::Options options;
    app.add_option("--sessions", options.sessions)->check(CLI::Range(1u, 3'000'000u));
    app.add_option("--capacity", options.capacity, "subscribers that there is room for")
        ->check(CLI::Range(1u, 10'000'000u));
    app.add_option("--ports", options.ports, "source ports")->check(CLI::Range(1u, 1'024u));
    app.add_option("--window", options.window, "requests under way")
        ->check(CLI::Range(1u, 65'536u));
    app.add_option("--server", options.server, "a server that runs already, ADDRESS:PORT");
    app.add_option("--secret", options.secret);
    app.add_option("--port", options.port, "where the server of this process listens");
    CLI11_PARSE(app, argc, argv);
    try {
        sluice::bench::measure(options);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench-radius: %s\n", error.what());
        return 1;
    }
    return 0;
}
