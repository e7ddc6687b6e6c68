// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/layers/layer_routes.h"

#include <algorithm>

#include "oracle/tracker/layers/layer_mark.h"

namespace sluice {
namespace {

// What the next one takes for a request's head is 8,192 bytes.
constexpr size_t kLongestLocation = 7'000;

std::string location(const AnnounceUrls& urls, bool is_scrape, std::string_view query,
                     const LayerMark& mark, const IpAddress& client) {
    const HttpUrl* const url = urls.suited_to(client);
    const auto marked = url == nullptr ? std::nullopt : marked_query(query, mark);
    std::string text = marked ? redirection_to(*url, is_scrape, *marked) : "";
    return text.size() > kLongestLocation ? "" : text;
}

LayerMark next(LayerMark mark, bool goes_up) {
    return {static_cast<uint8_t>(mark.hops + 1), goes_up};
}

}  // namespace

std::string LayerRoutes::down(const LayerMap& map, const HttpTrackerQuery& request,
                              std::string_view query, const IpAddress& client) {
    using Kind = HttpTrackerQuery::Kind;
    if (request.kind != Kind::announce && request.kind != Kind::scrape)
        return "";
    const uint16_t layer = map.layer_of(client);
    if (layer == LayerMap::kNone)
        return "";
    const LayerMark mark = read_layer_mark(query);
    if (mark.is_spent()) {
        counts_.spent.add();
        return "";
    }
    if (mark.goes_up)
        return "";
    std::string to = location(map[layer].announce, request.kind == Kind::scrape, query,
                              next(mark, false), client);
    if (!to.empty())
        counts_.down.add();
    return to;
}

std::string LayerRoutes::up(const HttpTrackerQuery& request, const AnnounceAnswer& answer,
                            std::string_view query, const IpAddress& client) {
    if (request.kind != HttpTrackerQuery::Kind::announce || !above_ ||
        !is_above_there_.load(std::memory_order_relaxed) ||
        !is_too_little(request.announce, answer))
        return "";
    const LayerMark mark = read_layer_mark(query);
    if (mark.is_spent()) {
        counts_.spent.add();
        return "";
    }
    std::string to = location(above_->announce, false, query, next(mark, true), client);
    if (!to.empty())
        counts_.up.add();
    return to;
}

bool LayerRoutes::is_too_little(const AnnounceRequest& request, const AnnounceAnswer& answer) {
    if (answer.refusal != Refusal::none)
        return answer.refusal == Refusal::full;
    // Who goes, or has come to be a seed, may have been told of up there.
    if (request.event == AnnounceEvent::stopped || request.event == AnnounceEvent::completed)
        return true;
    const bool wants_pieces = !request.has_all && request.event != AnnounceEvent::paused;
    const size_t told = answer.ipv4_peers + answer.ipv6_peers;
    return told < std::min(request.wanted, above_->enough) ||
           (wants_pieces && answer.counts.seeds == 0) || random_.below(kElsewhere) == 0;
}

}  // namespace sluice
