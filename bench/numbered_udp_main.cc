// SPDX-License-Identifier: Apache-2.0
// bench-numbered-udp: a flow of UDP packets that bear their number and when they were sent, at an
// even rate, and what arrives of it: which are lost, twice there or out of order, and when.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <exception>
#include <stdexcept>
#include <string>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace sluice::bench {
namespace {

constexpr uint64_t kNsPerSecond = 1'000'000'000;
// Of what is late, because the sender itself had to wait. More would be a burst of its own making.
constexpr uint64_t kMostAtOnce = 16;
constexpr size_t kMostPacketBytes = 1'472;

// The payload begins with it, and the receiver's file has it with the last field: both in the
// machine's order, for both ends are the same machine.
struct Sent {
    uint64_t number;
    uint64_t at_ns;  // CLOCK_MONOTONIC
};
struct Arrived {
    Sent sent;
    uint64_t at_ns;
};

volatile std::sig_atomic_t asked_to_end = 0;

uint64_t now_ns() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<uint64_t>(now.tv_sec) * kNsPerSecond + static_cast<uint64_t>(now.tv_nsec);
}

void sleep_until(uint64_t when_ns) {
    const timespec when{.tv_sec = static_cast<time_t>(when_ns / kNsPerSecond),
                        .tv_nsec = static_cast<long>(when_ns % kNsPerSecond)};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &when, nullptr);
}

sockaddr_in address_of(const std::string& text, uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    if (inet_pton(AF_INET, text.c_str(), &address.sin_addr) != 1)
        throw std::runtime_error("'" + text + "' is no IPv4 address");
    return address;
}

int bound_socket(const std::string& text, uint16_t port) {
    const sockaddr_in address = address_of(text, port);
    const int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0)
        throw std::runtime_error("cannot bind " + text + ": " + strerror(errno));
    return descriptor;
}

void send_numbered(const std::string& from, const std::string& to, uint16_t port, double per_second,
                   size_t bytes) {
    const int descriptor = bound_socket(from, port);
    const sockaddr_in address = address_of(to, port);
    std::vector<uint8_t> packet(std::clamp(bytes, sizeof(Sent), kMostPacketBytes));
    const double interval_ns = kNsPerSecond / per_second;
    double due_ns = static_cast<double>(now_ns());
    uint64_t number = 0;
    while (asked_to_end == 0) {
        const uint64_t now = now_ns();
        const double oldest_ns =
            static_cast<double>(now) - static_cast<double>(kMostAtOnce) * interval_ns;
        for (due_ns = std::max(due_ns, oldest_ns); due_ns <= static_cast<double>(now);
             due_ns += interval_ns) {
            const Sent sent{.number = number, .at_ns = now_ns()};
            memcpy(packet.data(), &sent, sizeof(sent));
            // A packet that has no number yet is not lost: it is not sent.
            if (sendto(descriptor, packet.data(), packet.size(), 0,
                       reinterpret_cast<const sockaddr*>(&address), sizeof(address)) > 0)
                ++number;
        }
        sleep_until(static_cast<uint64_t>(due_ns));
    }
    close(descriptor);
    std::printf("%lu\n", number);
}

void receive_numbered(const std::string& at, uint16_t port, const std::string& path) {
    const int descriptor = bound_socket(at, port);
    const int buffer_bytes = 32 << 20;
    setsockopt(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, &buffer_bytes, sizeof(buffer_bytes));
    const timeval patience{.tv_sec = 0, .tv_usec = 100'000};
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    std::FILE* const file = std::fopen(path.c_str(), "wb");
    if (file == nullptr)
        throw std::runtime_error("cannot write " + path + ": " + strerror(errno));
    std::puts("ready");
    std::fflush(stdout);
    std::vector<uint8_t> packet(kMostPacketBytes);
    while (asked_to_end == 0) {
        const ssize_t bytes = recv(descriptor, packet.data(), packet.size(), 0);
        if (bytes < static_cast<ssize_t>(sizeof(Sent)))
            continue;
        Arrived arrived{};
        memcpy(&arrived.sent, packet.data(), sizeof(arrived.sent));
        arrived.at_ns = now_ns();
        std::fwrite(&arrived, sizeof(arrived), 1, file);
    }
    std::fclose(file);
    close(descriptor);
}

void end_when_asked() {
    struct sigaction action {};
    action.sa_handler = [](int) { asked_to_end = 1; };
    sigaction(SIGTERM, &action, nullptr);
    sigaction(SIGINT, &action, nullptr);
}

}  // namespace
}  // namespace sluice::bench

int main(int count, char** arguments) {
    CLI::App app("Numbered UDP packets at an even rate, and what arrives of them");
    app.require_subcommand(1);
    std::string from;
    std::string to;
    std::string path;
    uint16_t port = 9'000;
    double per_second = 1'000;
    size_t bytes = 200;
    CLI::App* const send = app.add_subcommand("send", "until SIGTERM, then prints how many");
    send->add_option("from", from, "IPv4 address")->required();
    send->add_option("to", to, "IPv4 address")->required();
    send->add_option("--port", port, "at both ends");
    send->add_option("--rate", per_second, "packets a second")->check(CLI::Range(1.0, 1e6));
    send->add_option("--bytes", bytes, "of payload, at least 16");
    CLI::App* const receive =
        app.add_subcommand("receive",
                           "until SIGTERM, into a file of 24 bytes each: number, when it "
                           "was sent and when it arrived, in ns");
    receive->add_option("at", to, "IPv4 address")->required();
    receive->add_option("file", path)->required();
    receive->add_option("--port", port);
    CLI11_PARSE(app, count, arguments);
    sluice::bench::end_when_asked();
    try {
        if (*send)
            sluice::bench::send_numbered(from, to, port, per_second, bytes);
        else
            sluice::bench::receive_numbered(to, port, path);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench-numbered-udp: %s\n", error.what());
        return 1;
    }
    return 0;
}
