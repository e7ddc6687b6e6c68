// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sluice {

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

// Puts records into Sets, and Sets into Messages (RFC 7011, section 3), of one Observation Domain
// in one Transport Session.
class IpfixMessageWriter {
 public:
    IpfixMessageWriter(uint32_t observation_domain, uint32_t most_bytes)
        : observation_domain_(observation_domain), most_bytes_(most_bytes) {}

    // Numbered from 0 on, without what was not taken.
    void begin_session();
    void add_template(uint16_t set, const std::vector<uint8_t>& record) { add(set, record, 0); }
    void add_data(uint16_t set, const std::vector<uint8_t>& record, const IpfixLoss& content) {
        add(set, record, 1);
        open_.content += content;
    }
    // Appends what was added since, in messages none of which is longer than most_bytes.
    void take(uint32_t export_time_s, std::vector<IpfixMessage>& out);

 private:
    void add(uint16_t set, const std::vector<uint8_t>& record, uint32_t data_records);
    void close_set();
    void close_message();

    const uint32_t observation_domain_;
    const uint32_t most_bytes_;
    uint32_t sequence_ = 0;  // Data Records so far; wraps (section 3.1)
    IpfixMessage open_;
    uint32_t open_records_ = 0;
    uint16_t open_set_ = 0;
    size_t set_begins_ = 0;
    std::vector<IpfixMessage> closed_;
};

}  // namespace sluice
