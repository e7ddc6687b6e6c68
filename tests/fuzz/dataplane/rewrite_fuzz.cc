// SPDX-License-Identifier: Apache-2.0
// A DSCP, then a frame: marking it changes the field and, by as much, the header's checksum; no
// other bit.
#include <algorithm>
#include <cstdlib>
#include <vector>

#include "dataplane/checksum.h"
#include "dataplane/parser.h"
#include "dataplane/rewrite.h"

using namespace sluice;

namespace {

void require(bool holds) {
    if (!holds)
        std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size < 1)
        return 0;
    const uint8_t dscp = data[0] & 0x3f;
    const std::vector<uint8_t> before(data + 1, data + size);
    std::vector<uint8_t> after = before;
    Packet packet;
    packet.data = after.data();
    packet.length = packet.wire_length = static_cast<uint32_t>(after.size());
    parse_packet(after, packet.wire_length, TunnelView::inner, packet.parsed);
    if (!set_dscp(packet, dscp)) {
        require(after == before);
        return 0;
    }

    const size_t header = packet.parsed.outer_ip_offset;
    const bool ipv4 = before[header] >> 4 == 4;
    const auto traffic_class = [header, ipv4](const std::vector<uint8_t>& frame) {
        return ipv4 ? frame[header + 1] : (frame[header] << 4 | frame[header + 1] >> 4) & 0xff;
    };
    require(traffic_class(after) == (dscp << 2 | (traffic_class(before) & 0x03)));
    for (size_t i = 0; i < before.size(); ++i) {
        const size_t at = i - header;
        const bool may_change = ipv4 ? at == 1 || at == 10 || at == 11 : at == 0 || at == 1;
        require(may_change || after[i] == before[i]);
    }
    if (!ipv4) {
        require(before[header] >> 4 == after[header] >> 4);
        require((before[header + 1] & 0x0f) == (after[header + 1] & 0x0f));
        return 0;
    }
    require(internet_checksum(Bytes(after).subspan(header, 20)) ==
            internet_checksum(Bytes(before).subspan(header, 20)));
    return 0;
}
