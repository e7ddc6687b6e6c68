// SPDX-License-Identifier: Apache-2.0
#include "control/ipfix/transport.h"

#include "control/ipfix/tcp_transport.h"
#include "control/ipfix/udp_transport.h"

namespace sluice {

std::unique_ptr<IpfixTransport> make_ipfix_transport(const IpfixCollector& collector) {
    if (collector.protocol == IpfixProtocol::tcp)
        return std::make_unique<TcpIpfixTransport>(collector.address);
    return std::make_unique<UdpIpfixTransport>(collector.address);
}

}  // namespace sluice
