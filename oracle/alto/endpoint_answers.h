// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "oracle/alto/alto_view.h"
#include "oracle/alto/calendar.h"
#include "oracle/alto/requests.h"
#include "oracle/rank/random.h"
#include "oracle/rank/ranking.h"

namespace sluice {

// Answers about endpoints. Keeps its memory between them; one thread's. random: for ties.
class EndpointAnswers {
 public:
    explicit EndpointAnswers(uint64_t seed) : random_(seed) {}

    // RFC 7285, section 11.5.1.6: costs of the locations that the endpoints are in. Pairs of which
    // nothing is known, or that the constraints exclude, are left out, as are sources without any.
    std::string costs(const AltoView& view, const EndpointCostQuestion& question,
                      const IpAddress& client);

    // Section 11.4.1.6: the location of each.
    std::string properties(const AltoView& view, const EndpointPropertyQuestion& question);

    // The places of those that are to be told, best first (oracle/rank/ranking.h).
    std::span<const Ranked> ranked(const AltoView& view, const IpAddress& asker,
                                   std::span<const IpAddress> candidates);

 private:
    void find_costs(const AltoView& view, const EndpointCostQuestion& question,
                    const WrittenAddresses& from, const WrittenAddresses& to);
    void find_calendars(const AltoView& view, const CostQuestion& question,
                        const WrittenAddresses& from, const WrittenAddresses& to);
    void find_order(const AltoView& view, const WrittenAddresses& from, const WrittenAddresses& to,
                    std::vector<float>& out);

    SplitMix64 random_;
    Ranking ranking_;
    WrittenAddresses client_;
    std::string client_text_;
    CostTables costs_;
    CalendarTables calendars_;
    OrdinalCosts ordinals_;
    std::vector<Pid> pids_;
    std::vector<Pid> sources_;
};

}  // namespace sluice
