// SPDX-License-Identifier: Apache-2.0
#include "classifier/endpoint_evidence.h"

#include <algorithm>
#include <optional>

namespace sluice {
namespace {

std::optional<Endpoint> endpoint(const uint8_t* address, uint16_t port, Transport transport) {
    if (address == nullptr)
        return std::nullopt;
    Endpoint end;
    std::copy_n(address, end.at.address.size(), end.at.address.begin());
    end.at.port = port;
    end.transport = transport;
    return end;
}

std::optional<Endpoint> subscriber_end(const Segment& segment, Transport transport) {
    return endpoint(segment.ends.subscriber_address, segment.ends.subscriber_port, transport);
}

std::optional<Endpoint> remote_end(const Segment& segment, Transport transport) {
    return endpoint(segment.ends.remote_address, segment.ends.remote_port, transport);
}

}  // namespace

EndpointSource EndpointEvidence::known(const Segment& segment) const {
    EndpointSource best = EndpointSource::none;
    for (const auto& end :
         {subscriber_end(segment, segment.transport), remote_end(segment, segment.transport)})
        if (end)
            best = std::max(best, endpoints_.find(*end, segment.time_s));
    return best;
}

void EndpointEvidence::confirm(const Segment& segment, bool subscriber_listens,
                               bool remote_listens) {
    for (const Transport transport : {Transport::tcp, Transport::udp}) {
        // A client listens at one port number for both, so the other one is a hint.
        const EndpointSource source =
            transport == segment.transport ? EndpointSource::confirmed : EndpointSource::hint;
        const auto subscriber = subscriber_end(segment, transport);
        const auto remote = remote_end(segment, transport);
        if (subscriber_listens && subscriber)
            endpoints_.learn(*subscriber, source, segment.time_s);
        if (remote_listens && remote)
            endpoints_.learn(*remote, source, segment.time_s);
    }
}

}  // namespace sluice
