// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "tests/unit/dataplane/frame_builder.h"

namespace sluice::test {

// Every way in which the same subscriber's TCP segment may come by: 198.18.0.1 port 40000 to
// 198.18.0.2 port 6881, or the same ports between 2001:db8::1 and 2001:db8::2.
struct Encapsulation {
    std::string name;
    Frame around;
    bool ipv6 = false;
    bool tunnel = false;         // an IP header is around it
    uint8_t outer_protocol = 0;  // of that header
};

inline Frame& finish_ipv4(Frame& frame) {
    return frame.ipv4("198.18.0.1", "198.18.0.2").tcp(40000, 6881, 7).payload("payload");
}
inline Frame& finish_ipv6(Frame& frame) {
    return frame.ipv6("2001:db8::1", "2001:db8::2").tcp(40000, 6881, 7).payload("payload");
}

inline std::vector<uint8_t> build(const Encapsulation& encapsulation) {
    Frame frame = encapsulation.around;
    return (encapsulation.ipv6 ? finish_ipv6(frame) : finish_ipv4(frame)).bytes();
}

inline std::vector<Encapsulation> all_encapsulations() {
    const auto v4 = [] { return Frame().ethernet().ipv4("203.0.113.1", "203.0.113.2"); };
    const auto v6 = [] { return Frame().ethernet().ipv6("2001:db8:f::1", "2001:db8:f::2"); };
    return {
        {"ethernet", Frame().ethernet()},
        {"ethernet v6", Frame().ethernet(), true},
        {"vlan", Frame().ethernet().vlan(100)},
        {"qinq", Frame().ethernet().vlan(100, 0x88a8).vlan(7), true},
        {"old qinq, three tags", Frame().ethernet().vlan(1, 0x9100).vlan(2, 0x9100).vlan(3)},
        {"pppoe", Frame().ethernet().vlan(7).pppoe()},
        {"pppoe v6", Frame().ethernet().pppoe(), true},
        {"mpls", Frame().ethernet().mpls(16).mpls(17).mpls(18)},
        {"mpls v6", Frame().ethernet().vlan(9).mpls(2), true},
        {"ds-lite", v6(), false, true, 4},
        {"4in4", v4(), false, true, 4},
        {"6in4", v4(), true, true, 41},
        {"6in6", v6(), true, true, 41},
        {"gre", v4().gre(), false, true, 47},
        {"gre with every field", v4().gre(true, true, true), true, true, 47},
        {"gre over v6", v6().gre(false, true), false, true, 47},
        {"gre bridging", v4().gre().ethernet().vlan(5), false, true, 47},
        {"gre mpls", v4().gre().mpls(77), false, true, 47},
        {"gtp-u", v4().udp(2152, 2152).gtp_u(), false, true, 17},
        {"gtp-u extended", v6().udp(50000, 2152).gtp_u_extended(), true, true, 17},
        {"l2tp", v4().udp(1701, 1701).l2tp(), false, true, 17},
        {"l2tp with every field", v4().udp(1701, 40001).l2tp(true, true, true), true, true, 17},
        {"l2tp with none", v4().udp(40001, 1701).l2tp(false), false, true, 17},
        {"vxlan", v4().udp(50000, 4789).vxlan().ethernet(), false, true, 17},
        {"vxlan with a tag", v6().udp(50000, 4789).vxlan().ethernet().vlan(3), true, true, 17},
        {"gtp-u in ds-lite", v6().ipv4("203.0.113.9", "203.0.113.8").udp(2152, 2152).gtp_u(), false,
         true, 4},
    };
}

}  // namespace sluice::test
