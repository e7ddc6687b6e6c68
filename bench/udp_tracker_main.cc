// SPDX-License-Identifier: Apache-2.0
// bench-udp-tracker: how many announces a second a UDP tracker answers, whichever that is, as one
// line of JSON; or how many lists of peers the UDP rank service orders. `hashes` prints the swarms
// that it announces to, for a tracker's whitelist.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>

#include "bench/udp_tracker_load.h"

namespace sluice::bench {
namespace {

void print_hashes(uint32_t swarms) {
    for (uint32_t swarm = 0; swarm < swarms; ++swarm)
        std::printf("%s\n", UdpTrackerLoad::hash_text(swarm).c_str());
}

void measure(const std::string& server, const UdpTrackerLoad::Shape& shape, double seconds) {
    const auto address = SocketAddress::parse(server);
    if (!address || !address->address.is_ipv4())
        throw std::runtime_error("the tracker is to be named as 127.0.0.1:6969");
    UdpTrackerLoad load(*address, shape);
    const auto all = shape.ranks ? load.announce_for(seconds / 4) : load.announce_all();
    load.announce_for(seconds / 4);  // everything is warm
    const auto result = load.announce_for(seconds);
    std::printf(
        "{\"answers_per_s\": %.0f, \"answered\": %lu, \"errors\": %lu, \"lost\": %lu, "
        "\"peers_told\": %.1f, \"first_per_s\": %.0f}\n",
        static_cast<double>(result.answered) / result.seconds, result.answered,
        result.errors + all.errors, result.lost,
        static_cast<double>(result.peers) / static_cast<double>(std::max(result.answered, 1ul)),
        static_cast<double>(all.answered) / all.seconds);
}

}  // namespace
}  // namespace sluice::bench

int main(int argc, char** argv) {
    using sluice::bench::UdpTrackerLoad;
    CLI::App app("Announces a second that a UDP tracker answers.");
    UdpTrackerLoad::Shape shape;
    std::string server;
    double seconds = 4;
    app.add_option("--swarms", shape.swarms)->check(CLI::Range(1u, 10'000'000u));
    app.require_subcommand(1);
    CLI::App* const hashes = app.add_subcommand("hashes", "print the swarms' info-hashes");
    CLI::App* const run = app.add_subcommand("measure", "announce to a tracker");
    run->add_option("SERVER", server, "ADDRESS:PORT, of IPv4")->required();
    run->add_option("--peers", shape.peers)->check(CLI::Range(1u, 10'000'000u));
    run->add_option("--sources", shape.sources, "addresses, from 127.8.0.1 on")
        ->check(CLI::Range(1u, 1'024u));
    run->add_option("--window", shape.window, "announces under way of each source")
        ->check(CLI::Range(1u, 32u));
    run->add_option("--wanted", shape.wanted, "peers asked for")->check(CLI::Range(0u, 200u));
    run->add_flag("--ranks", shape.ranks, "have so many peers ranked instead");
    run->add_option("--seconds", seconds)->check(CLI::Range(0.1, 600.0));
    CLI11_PARSE(app, argc, argv);
    try {
        if (*hashes)
            sluice::bench::print_hashes(shape.swarms);
        else
            sluice::bench::measure(server, shape, seconds);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench-udp-tracker: %s\n", error.what());
        return 1;
    }
    return 0;
}
