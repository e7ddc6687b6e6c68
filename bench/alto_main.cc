// SPDX-License-Identifier: Apache-2.0
// How fast endpoint costs are told: against a reply that is there already, of the same size, by the
// same server, asked the same way. One thread serves and another asks, in turns, so that what the
// machine does meanwhile is in both.
#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/server.h"
#include "oracle/alto/alto_service.h"
#include "oracle/alto/typed_address.h"

namespace sluice {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kPids = 100;
constexpr size_t kDestinations = 50;
constexpr size_t kConnections = 8;
constexpr int kRounds = 9;
constexpr std::chrono::milliseconds kRound{500};
constexpr size_t kPaced = 5'000;

IpAddress host(size_t pid, size_t number) {
    return IpAddress::from_ipv4(static_cast<uint32_t>(0xc612'0000 + pid * 256 + number));
}

// 198.18.0.0/15 cut into /24s, a location each.
std::shared_ptr<const Topology> topology() {
    std::vector<std::string> names;
    std::vector<std::pair<Prefix, Pid>> prefixes;
    CostMap costs(kPids + 1);
    for (size_t i = 0; i < kPids; ++i) {
        names.push_back("location-" + std::to_string(i));
        prefixes.emplace_back(Prefix::covering(host(i, 0), 24), static_cast<Pid>(i));
        for (size_t j = 0; j < kPids; ++j)
            costs.set(static_cast<Pid>(i), static_cast<Pid>(j), static_cast<float>((i + j) % 30));
    }
    names.emplace_back("elsewhere");
    prefixes.emplace_back(*Prefix::parse("0.0.0.0/0"), static_cast<Pid>(kPids));
    prefixes.emplace_back(*Prefix::parse("::/0"), static_cast<Pid>(kPids));
    return std::make_shared<const Topology>(
        Topology::Parts{std::make_shared<const NetworkMap>(std::move(names), std::move(prefixes)),
                        costs,
                        costs,
                        {},
                        {},
                        "bench"});
}

// Endpoint costs, and at /static what the first of them was.
class Answers : public HttpHandler {
 public:
    Answers() : view_(topology(), {}), service_({}, 1) {}

    HttpReply answer(const HttpRequest& request) override {
        if (request.target != "/static")
            return service_.answer(request, view_).reply;
        HttpReply reply;
        reply.media_type = kAltoEndpointCostType;
        reply.shared_body = fixed_;
        return reply;
    }

    // A body that asks for it, and the reply to that, kept.
    void keep(const std::string& body) {
        HttpRequest request;
        request.method = "POST";
        request.target = entry_of(AltoResource::endpoint_cost).path;
        request.content_type = kAltoEndpointCostParamsType;
        request.body = body;
        HttpReply reply = service_.answer(request, view_).reply;
        if (reply.status != 200)
            throw std::runtime_error("endpoint costs are not told: " + reply.body);
        fixed_ = std::make_shared<const std::string>(std::move(reply.body));
    }

 private:
    const AltoView view_;
    AltoService service_;
    std::shared_ptr<const std::string> fixed_;
};

std::string question() {
    std::string body =
        R"({"cost-type":{"cost-mode":"numerical","cost-metric":"routingcost"},"endpoints":{)"
        R"("srcs":["ipv4:198.18.0.1"],"dsts":[)";
    for (size_t i = 0; i < kDestinations; ++i)
        body += (i == 0 ? "\"" : ",\"") + typed_address(host(i * 7 % kPids, i + 1)) + "\"";
    return body + "]}}";
}

std::string request_text(std::string_view path, const std::string& body) {
    return "POST " + std::string(path) +
           " HTTP/1.1\r\nHost: localhost\r\n"
           "Accept: application/alto-endpointcost+json,application/alto-error+json\r\n"
           "Content-Type: application/alto-endpointcostparams+json\r\n"
           "Content-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
}

// A connection that blocks.
class Asker {
 public:
    explicit Asker(uint16_t port) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const int on = 1;
        setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0)
            throw std::runtime_error("cannot connect");
    }
    ~Asker() { close(socket_); }
    Asker(const Asker&) = delete;
    Asker& operator=(const Asker&) = delete;

    void send(const std::string& text) {
        if (::send(socket_, text.data(), text.size(), MSG_NOSIGNAL) !=
            static_cast<ssize_t>(text.size()))
            throw std::runtime_error("cannot send");
    }

    void receive(size_t bytes) {
        char part[16'384];
        while (bytes > 0) {
            const ssize_t got = recv(socket_, part, std::min(bytes, sizeof part), 0);
            if (got <= 0)
                throw std::runtime_error("the server closed");
            bytes -= static_cast<size_t>(got);
        }
    }

    // One that is to be answered by so many bytes, and was due at some time.
    void begin(const std::string& text, size_t bytes, Clock::time_point due) {
        send(text);
        left_ = bytes;
        due_ = due;
    }
    bool is_free() const { return left_ == 0; }

    // What has come of the answer by now; true with its last byte.
    bool ended() {
        char part[16'384];
        const ssize_t got = recv(socket_, part, std::min(left_, sizeof part), MSG_DONTWAIT);
        if (got == 0 || (got < 0 && errno != EAGAIN))
            throw std::runtime_error("the server closed");
        left_ -= got > 0 ? static_cast<size_t>(got) : 0;
        return left_ == 0;
    }
    double late_us() const {
        return std::chrono::duration<double, std::micro>(Clock::now() - due_).count();
    }

    // The length of a first reply, which all others have too.
    size_t measure(const std::string& text) {
        send(text);
        std::string reply;
        size_t head = std::string::npos;
        while (head == std::string::npos) {
            char part[16'384];
            const ssize_t got = recv(socket_, part, sizeof part, 0);
            if (got <= 0)
                throw std::runtime_error("the server closed");
            reply.append(part, static_cast<size_t>(got));
            head = reply.find("\r\n\r\n");
        }
        if (!reply.starts_with("HTTP/1.1 200 "))
            throw std::runtime_error("refused: " + reply);
        const size_t at = reply.find("Content-Length: ");
        const size_t whole = head + 4 + std::stoul(reply.substr(at + 16));
        receive(whole - reply.size());
        return whole;
    }

 private:
    const int socket_;
    size_t left_ = 0;
    Clock::time_point due_;
};

using Askers = std::vector<std::unique_ptr<Asker>>;

double rate(Askers& askers, const std::string& text, size_t bytes) {
    const auto began = Clock::now();
    size_t asked = 0;
    while (Clock::now() - began < kRound) {
        for (const auto& asker : askers)
            asker->send(text);
        for (const auto& asker : askers)
            asker->receive(bytes);
        asked += askers.size();
    }
    return static_cast<double>(asked) / std::chrono::duration<double>(Clock::now() - began).count();
}

// From when each was due, so that one that waits for another is late by that.
std::vector<double> paced_us(Askers& askers, const std::string& text, size_t bytes, double per_s) {
    std::vector<double> us;
    const auto began = Clock::now();
    for (size_t asked = 0; us.size() < kPaced;) {
        const auto due =
            began + std::chrono::duration_cast<Clock::duration>(
                        std::chrono::duration<double>(static_cast<double>(asked) / per_s));
        bool asks = asked < kPaced && Clock::now() >= due;
        for (const auto& asker : askers) {
            if (!asker->is_free()) {
                if (asker->ended())
                    us.push_back(asker->late_us());
            } else if (asks) {
                asker->begin(text, bytes, due);
                ++asked;
                asks = false;
            }
        }
    }
    std::ranges::sort(us);
    return us;
}

void print(const char* name, double value, const char* unit, const char* goal, const char* holds,
           bool last = false) {
    std::printf(R"({"name": "%s", "value": %.4g, "unit": "%s", "goal": %s, "holds": %s}%s)"
                "\n",
                name, value, unit, goal, holds, last ? "" : ",");
}

const char* truth(bool holds) {
    return holds ? "true" : "false";
}

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

void run() {
    Answers answers;
    const std::string body = question();
    answers.keep(body);
    HttpLimits limits;
    limits.not_counted = {*Prefix::parse("127.0.0.0/8")};
    HttpServer server(limits, 1);
    const uint16_t port = server.listen({*IpAddress::parse("127.0.0.1"), 0}, answers).port;
    server.start();

    Askers askers;
    for (size_t i = 0; i < kConnections; ++i)
        askers.push_back(std::make_unique<Asker>(port));
    const std::string costs = request_text(entry_of(AltoResource::endpoint_cost).path, body);
    const std::string same_static = request_text("/static", body);
    const std::string get_static = "GET /static HTTP/1.1\r\nHost: localhost\r\n\r\n";
    const size_t bytes = askers.front()->measure(costs);
    if (askers.front()->measure(same_static) != bytes ||
        askers.front()->measure(get_static) != bytes)
        throw std::runtime_error("replies are not of the same size");

    std::vector<double> told;
    std::vector<double> posted;
    std::vector<double> got;
    for (int i = 0; i < kRounds; ++i) {
        told.push_back(rate(askers, costs, bytes));
        posted.push_back(rate(askers, same_static, bytes));
        got.push_back(rate(askers, get_static, bytes));
    }
    // One hiccup of the machine is the p99 of a round, and not of most rounds.
    std::vector<double> middles;
    std::vector<double> tails;
    for (int i = 0; i < kRounds; ++i) {
        const auto us = paced_us(askers, costs, bytes, median(told) / 2);
        middles.push_back(us[us.size() / 2]);
        tails.push_back(us[us.size() * 99 / 100] / middles.back());
    }
    const double of_posted = median(told) / median(posted);
    const double of_got = median(told) / median(got);
    const double p99 = median(tails);
    std::printf("[\n");
    print("endpoint costs of 50, one core", median(told), "requests/s", "null", "null");
    print("a static reply to the same POST", median(posted), "requests/s", "null", "null");
    print("a static reply to a GET", median(got), "requests/s", "null", "null");
    print("endpoint costs as a share of a static reply", 100 * of_posted, "%", "\">= 70\"",
          truth(of_posted >= 0.7));
    print("endpoint costs as a share of a static GET", 100 * of_got, "%", "null", "null");
    print("reply", static_cast<double>(bytes), "bytes", "null", "null");
    print("median at half load", median(middles), "us", "null", "null");
    print("p99 at half load, in medians, the worst of 9 rounds", *std::ranges::max_element(tails),
          "x", "null", "null");
    print("p99 at half load, in medians", p99, "x", "\"<= 3\"", truth(p99 <= 3), true);
    std::printf("]\n");
}

}  // namespace
}  // namespace sluice

int main() {
    try {
        sluice::run();
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench-alto: %s\n", error.what());
        return 1;
    }
}
