// SPDX-License-Identifier: Apache-2.0
#include "oracle/print_locality.h"

#include <cstdint>
#include <stdexcept>

#include "oracle/feeds/locality_text.h"
#include "oracle/feeds/network/open_network_feed.h"
#include "oracle/feeds/topology_source.h"

namespace sluice {

void print_locality(const std::string& path, std::ostream& out) {
    constexpr uint64_t kNow = 1;  // nothing has an age yet
    TopologySource source(path, open_network_feed);
    const auto topology = source.load(kNow);
    std::string mistakes;
    for (const Complaint& complaint : source.complaints())
        mistakes += complaint.to_string() + "\n";
    for (const FeedState& feed : source.feeds(kNow))
        if (!feed.objection.empty())
            mistakes += path + ": feed " + feed.name + ": " + feed.objection + "\n";
    if (!mistakes.empty())
        throw std::runtime_error(mistakes.substr(0, mistakes.size() - 1));
    if (source.localities().empty())
        throw std::runtime_error(path +
                                 ": says nothing of localities; write locality: { local: [...], "
                                 "peering: [...] } with names of PIDs");
    out << locality_text(topology->map(), source.localities());
    if (!out.flush())
        throw std::runtime_error("the localities could not be written to the standard output");
}

}  // namespace sluice
