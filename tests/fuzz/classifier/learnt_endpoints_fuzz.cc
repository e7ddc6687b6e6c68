// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstdlib>
#include <map>
#include <utility>

#include "classifier/bytes.h"
#include "classifier/learnt_endpoints.h"

using namespace sluice;

namespace {

constexpr uint8_t kPeers = 48;

Endpoint peer(uint8_t number) {
    Endpoint endpoint;
    endpoint.at.address[15] = number;
    endpoint.at.port = 6'881 + number % 3;
    endpoint.transport = Transport(number % 2);
    return endpoint;
}

void check(bool holds) {
    if (!holds)
        std::abort();
}

// Everything that was ever said, and until when: the table may forget of it, but not invent.
using Said = std::map<std::pair<Endpoint, EndpointSource>, uint32_t>;

void check_all(const LearntEndpoints& endpoints, const Said& said, uint32_t now_s) {
    size_t found = 0;
    size_t weak = 0;
    for (uint8_t number = 0; number < kPeers; ++number) {
        const EndpointSource source = endpoints.find(peer(number), now_s);
        if (source == EndpointSource::none)
            continue;
        ++found;
        weak += source <= EndpointSource::hint ? 1 : 0;
        const auto entry = said.find({peer(number), source});
        check(entry != said.end() && static_cast<int32_t>(entry->second - now_s) > 0);
    }
    check(weak <= endpoints.capacity() / 2);
    check(found <= endpoints.counts().in_use.get());
    check(endpoints.counts().in_use.get() <= endpoints.capacity());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    Reader in{{data, size}};
    LearntEndpoints endpoints(1 + in.u8() % 24, in.u8());
    uint32_t now_s = ~uint32_t{0} - in.u8() * 16;  // soon to wrap
    Said said;
    while (in.remaining() > 0) {
        const uint8_t choice = in.u8();
        if (choice >= 0xf0) {
            now_s += choice % 2 == 0 ? in.u8() : in.u8() * 8;
            endpoints.expire(now_s);
        } else if (choice >= 0xe8) {
            std::array<LearntEndpoint, 5> news;
            const size_t count = endpoints.take_news(news);
            for (size_t i = 0; i < count; ++i)
                check(news[i].source > EndpointSource::dht_node &&
                      said.contains({news[i].endpoint, news[i].source}));
        } else {
            const auto source = EndpointSource(choice % kEndpointSourceCount);
            const Endpoint endpoint = peer(in.u8() % kPeers);
            const EndpointSource before = endpoints.find(endpoint, now_s);
            if (choice % 5 == 0)
                endpoints.hear({endpoint, source}, now_s);
            else
                endpoints.learn(endpoint, source, now_s);
            said[{endpoint, source}] = now_s + lifetime_s(source);
            const EndpointSource after = endpoints.find(endpoint, now_s);
            check(after == before || after == source);
            check(after >= before);
            // Nothing is stronger, so nothing keeps it out.
            check(source != EndpointSource::confirmed || after == source);
        }
        check_all(endpoints, said, now_s);
    }
    return 0;
}
