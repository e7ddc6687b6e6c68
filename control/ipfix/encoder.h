// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "control/ipfix/message_writer.h"
#include "dataplane/publish.h"

namespace sluice {

// A flow record as it is exported: with a name, and on the wall clock.
struct ExportedFlow {
    FlowRecord record;
    std::string subscriber;  // empty: nobody known
    uint64_t start_ms = 0;   // since 1970
    uint64_t end_ms = 0;
};

// Writes IPFIX Messages (RFC 7011, section 3) for one Transport Session. No clock, no I/O.
//
// Flows are of the configured Observation Domain. What concerns the exporter as a whole, its losses
// and the names of our own elements, is of domain 0, as section 3.1 recommends; nfdump does not
// number options' records and would find them missing from the flows'.
//
// A flow is one Data Record for each direction in which it had packets, since few collectors read
// RFC 5103's records of both.
class IpfixEncoder {
 public:
    struct Settings {
        uint32_t observation_domain = 1;  // not 0
        uint32_t enterprise = 0;
        uint32_t most_bytes = 1'352;  // of a message; at least kLeastBytes
    };
    static constexpr uint32_t kLeastBytes = 528;
    static constexpr size_t kLongestText = 320;  // bytes of a name that are exported

    explicit IpfixEncoder(const Settings& settings)
        : enterprise_(settings.enterprise),
          exporter_(0, settings.most_bytes),
          flows_(settings.observation_domain, settings.most_bytes) {}

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
    void add_template(uint16_t id, bool is_ipv6);

    const uint32_t enterprise_;
    IpfixMessageWriter exporter_;
    IpfixMessageWriter flows_;
};

}  // namespace sluice
