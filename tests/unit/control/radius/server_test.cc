// SPDX-License-Identifier: Apache-2.0
#include "control/radius/server.h"

#include <fstream>

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "control/listen_check.h"
#include "tests/unit/control/radius/requests.h"
#include "tests/unit/control/scratch_folder.h"
#include "tests/unit/control/subscribers/sessions.h"

namespace sluice {
namespace {

using testing::HasSubstr;

// A UDP socket that asks a server on loopback.
class Asker {
 public:
    explicit Asker(int family = AF_INET) : socket_(socket(family, SOCK_DGRAM, 0)) {
        const timeval patience{2, 0};
        setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }
    ~Asker() { close(socket_); }
    Asker(const Asker&) = delete;
    Asker& operator=(const Asker&) = delete;

    void send(const Bytes& request, const char* to, uint16_t port) {
        sockaddr_in v4{};
        v4.sin_family = AF_INET;
        v4.sin_port = htons(port);
        inet_pton(AF_INET, to, &v4.sin_addr);
        sendto(socket_, request.data(), request.size(), 0, reinterpret_cast<sockaddr*>(&v4),
               sizeof v4);
    }
    // From whom; nothing after two seconds.
    std::string answer_from() {
        uint8_t bytes[4096];
        sockaddr_in from{};
        socklen_t size = sizeof from;
        if (recvfrom(socket_, bytes, sizeof bytes, 0, reinterpret_cast<sockaddr*>(&from), &size) <=
            0)
            return "nobody";
        char text[INET_ADDRSTRLEN];
        return inet_ntop(AF_INET, &from.sin_addr, text, sizeof text);
    }

 private:
    int socket_;
};

uint16_t free_port() {
    const int probe = socket(AF_INET, SOCK_DGRAM, 0);
    sockaddr_in any{};
    any.sin_family = AF_INET;
    bind(probe, reinterpret_cast<sockaddr*>(&any), sizeof any);
    socklen_t size = sizeof any;
    getsockname(probe, reinterpret_cast<sockaddr*>(&any), &size);
    close(probe);
    return ntohs(any.sin_port);
}

struct Served {
    RadiusSettings settings(const char* host) {
        RadiusSettings settings;
        settings.accounting = {*IpAddress::parse(host), port};
        settings.clients = {{*Prefix::parse("127.0.0.0/8"), std::string(kSecret), {}, false}};
        return settings;
    }
    std::unique_ptr<RadiusServer> start(RadiusSettings settings) {
        return std::make_unique<RadiusServer>(std::move(settings), sessions, 100'000,
                                              [](const std::string&) {});
    }

    uint16_t port = free_port();
    KnownSubscribers known;
    SharedSessionTable sessions{known.sink()};
};

TEST(RadiusServer, AnswersFromTheAddressThatWasAsked) {
    Served served;
    for (const char* host : {"0.0.0.0", "::"}) {
        const auto server = served.start(served.settings(host));
        Asker asker;
        for (const char* to : {"127.0.0.1", "127.0.0.7"}) {
            asker.send(Request::of_ann(AcctStatusType::start).sign(), to, served.port);
            EXPECT_EQ(asker.answer_from(), to) << host;
        }
    }
}

TEST(RadiusServer, AnswersALoneRequestAtOnceAndManyInOneGo) {
    Served served;
    const auto server = served.start(served.settings("127.0.0.1"));
    Asker asker;
    for (int round = 0; round < 3; ++round) {
        asker.send(Request::of_ann(AcctStatusType::start, "s").sign(), "127.0.0.1", served.port);
        EXPECT_EQ(asker.answer_from(), "127.0.0.1");
    }
    constexpr int kMany = 200;
    for (int i = 0; i < kMany; ++i)
        asker.send(Request::of_ann(AcctStatusType::start, "s" + std::to_string(i)).sign(),
                   "127.0.0.1", served.port);
    int answers = 0;
    while (answers < kMany && asker.answer_from() != "nobody")
        ++answers;
    EXPECT_EQ(answers, kMany);
    EXPECT_EQ(server->accounting().unsent, 0u);
}

TEST(RadiusServer, ATakenPortIsOneClearLine) {
    Served served;
    const auto server = served.start(served.settings("127.0.0.1"));
    try {
        served.start(served.settings("127.0.0.1"));
        FAIL() << "two on one port";
    } catch (const ListenError& error) {
        EXPECT_EQ(error.what(), "cannot listen on 127.0.0.1:" + std::to_string(served.port) +
                                    " for radius.accounting: Address already in use");
    }
}

TEST(RadiusServer, ReadsASecretFromTheFirstLineOfItsFile) {
    Served served;
    const ScratchFolder folder;
    auto settings = served.settings("127.0.0.1");
    settings.clients.front().secret.clear();
    settings.clients.front().secret_file = folder / "secret";
    EXPECT_THROW(served.start(settings), std::runtime_error);
    std::ofstream(folder / "secret") << "\n";
    EXPECT_THROW(served.start(settings), std::runtime_error);
    std::ofstream(folder / "secret") << kSecret << "\n";
    const auto server = served.start(settings);
    Asker asker;
    asker.send(Request::of_ann(AcctStatusType::start).sign(), "127.0.0.1", served.port);
    EXPECT_EQ(asker.answer_from(), "127.0.0.1");
}

}  // namespace
}  // namespace sluice
