// SPDX-License-Identifier: Apache-2.0
// bench-subscribers: finding whose a new flow is among many subscribers, as one line of JSON.
#include <CLI/CLI.hpp>
#include <array>
#include <cstdio>
#include <random>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "bench/core_time.h"
#include "policy/subscribers.h"

namespace sluice::bench {
namespace {

constexpr uint32_t kSharers = 16;  // to a shared address
constexpr size_t kLookUps = 1 << 18;
constexpr size_t kBurst = 64;

struct LookUps {
    std::vector<SubscriberEnd> ends;
    std::vector<uint32_t> expected;
};

IpAddress ipv6_of(uint32_t number) {
    IpAddress address;
    address.bytes = {0x20, 0x01, 0x0d, 0xb8};
    for (unsigned i = 0; i < 4; ++i)  // bits 24 to 55 of it: a /56 each
        address.bytes[3 + i] = static_cast<uint8_t>(number >> (24 - 8 * i));
    return address;
}

// Of three: one with an address, one with a prefix of eight, one with a 16th of an address. Each
// has a /56 too.
std::vector<Subscriber> mixed_subscribers(uint32_t count) {
    std::vector<Subscriber> subscribers;
    for (uint32_t i = 0; i < count; ++i) {
        const uint32_t n = i / 3;
        SubscriberAddress ipv4;
        if (i % 3 == 0)
            ipv4 = {Prefix::covering(IpAddress::from_ipv4(0x0a00'0000 + n), 32), PortSet::all()};
        else if (i % 3 == 1)
            ipv4 = {Prefix::covering(IpAddress::from_ipv4(0x6400'0000 + 8 * n), 29),
                    PortSet::all()};
        else
            ipv4 = {Prefix::covering(IpAddress::from_ipv4(0xc000'0000 + n / kSharers), 32),
                    PortSet::of_psid(static_cast<uint16_t>(n % kSharers), 4, 6)};
        subscribers.push_back(
            {.id = "subscriber-" + std::to_string(i),
             .tier = {},
             .group = {},
             .addresses = {ipv4, {Prefix::covering(ipv6_of(i), 56), PortSet::all()}}});
    }
    return subscribers;
}

LookUps look_ups(const std::vector<Subscriber>& subscribers, size_t which) {
    std::mt19937 random(1);
    LookUps look_ups;
    for (size_t i = 0; i < kLookUps; ++i) {
        const auto index = static_cast<uint32_t>(random() % subscribers.size());
        const auto& [prefix, ports] = subscribers[index].addresses[which];
        const auto from = static_cast<uint16_t>(1'024 + random() % 60'000);
        look_ups.ends.push_back({prefix.address, ports.next(from).value_or(0)});
        look_ups.expected.push_back(index);
    }
    return look_ups;
}

// Per look-up, in bursts.
double find_ns(const Subscribers& subscribers, const LookUps& look_ups, unsigned runs) {
    std::vector<double> ns;
    std::array<SubscriberRef, kBurst> found;
    for (unsigned run = 0; run < runs; ++run) {
        size_t wrong = 0;
        const double taken = core_time_of([&] {
            for (size_t at = 0; at < kLookUps; at += kBurst) {
                subscribers.find(std::span(look_ups.ends).subspan(at, kBurst), found);
                for (size_t i = 0; i < kBurst; ++i)
                    wrong += found[i].record != look_ups.expected[at + i];
            }
        });
        if (wrong != 0)
            throw std::runtime_error(std::to_string(wrong) + " look-ups found somebody else");
        ns.push_back(taken / static_cast<double>(kLookUps));
    }
    return median(ns);
}

// One who goes and comes back, as a session that ends and begins.
double change_us(Subscribers& subscribers, const std::vector<Subscriber>& all) {
    constexpr size_t kChanges = 20'000;
    std::mt19937 random(2);
    const double taken_ns = core_time_of([&] {
        for (size_t i = 0; i < kChanges; ++i) {
            const Subscriber& one = all[random() % all.size()];
            subscribers.remove(one.id);
            subscribers.put(one);
        }
    });
    return taken_ns / 1e3 / kChanges;
}

void measure(uint32_t count, unsigned runs) {
    const auto all = mixed_subscribers(count);
    const auto ipv4 = look_ups(all, 0);
    const auto ipv6 = look_ups(all, 1);
    Subscribers subscribers({.subscribers = count});
    const double put_ns = core_time_of([&] {
        for (const Subscriber& subscriber : all)
            if (const auto reason = subscribers.put(subscriber))
                throw std::runtime_error(*reason);
    });
    std::printf(
        "{\"subscribers\": %u, \"ipv4_ns\": %.1f, \"ipv6_ns\": %.1f, \"lookup_bytes\": %.1f, "
        "\"put_us\": %.2f, \"change_us\": %.2f}\n",
        count, find_ns(subscribers, ipv4, runs), find_ns(subscribers, ipv6, runs),
        static_cast<double>(subscribers.lookup_memory_bytes()) / count, put_ns / 1e3 / count,
        change_us(subscribers, all));
}

}  // namespace
}  // namespace sluice::bench

int main(int argc, char** argv) {
    CLI::App app("Finding whose a new flow is, on one core.");
    uint32_t count = 1'000'000;
    unsigned runs = 7;
    app.add_option("--subscribers", count)->check(CLI::Range(1u, 3'000'000u));
    app.add_option("--runs", runs)->check(CLI::Range(1u, 1'000u));
    CLI11_PARSE(app, argc, argv);
    try {
        sluice::bench::measure(count, runs);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench-subscribers: %s\n", error.what());
        return 1;
    }
    return 0;
}
