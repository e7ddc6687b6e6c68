// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dataplane/publish.h"

namespace sluice {

// A flow record as it is exported: with a name, and on the wall clock.
struct ExportedFlow {
    FlowRecord record;
    std::string subscriber;  // empty: nobody known
    uint64_t start_ms = 0;   // since 1970
    uint64_t end_ms = 0;
};

// What never left, of the flows that were there. A flow counts once for each direction it used.
struct IpfixLoss {
    uint64_t flows = 0;
    uint64_t packets = 0;
    uint64_t octets = 0;

    IpfixLoss& operator+=(const IpfixLoss& other);
};

struct IpfixMessage {
    std::vector<uint8_t> bytes;
    IpfixLoss content;  // what would be lost with it
};

// Writes IPFIX Messages (RFC 7011, section 3) for one Transport Session. No clock, no I/O.
//
// A flow is one Data Record for each direction in which it had packets, since few collectors read
// RFC 5103's records of both.
class IpfixEncoder {
 public:
    struct Settings {
        uint32_t observation_domain = 1;
        uint32_t enterprise = 0;
        uint32_t most_bytes = 1'352;  // of a message; at least kLeastBytes
    };
    static constexpr uint32_t kLeastBytes = 528;
    static constexpr size_t kLongestText = 320;  // bytes of a name that are exported

    explicit IpfixEncoder(const Settings& settings) : settings_(settings) {}

    // A new Transport Session: numbered from 0 on.
    void begin_session();
    // All templates, and the names of our own elements (RFC 5610).
    void add_templates();
    void add_flow(const ExportedFlow& flow);
    // RFC 7011, section 4.3. Times are milliseconds since 1970, 0: never.
    void add_loss(const IpfixLoss& loss, uint64_t first_ms, uint64_t last_ms);

    // What was added since, in messages none of which is longer than most_bytes.
    std::vector<IpfixMessage> take(uint32_t export_time_s);

 private:
    void add(uint16_t set, const std::vector<uint8_t>& record, bool is_data);
    void close_set();
    void close_message();
    void add_template(uint16_t id, bool is_ipv6);

    const Settings settings_;
    uint32_t sequence_ = 0;  // Data Records so far; wraps
    IpfixMessage open_;
    uint32_t open_records_ = 0;
    uint16_t open_set_ = 0;
    size_t set_begins_ = 0;
    std::vector<IpfixMessage> closed_;
};

}  // namespace sluice
