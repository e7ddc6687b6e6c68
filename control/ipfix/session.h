// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "control/ipfix/encoder.h"
#include "control/ipfix/settings.h"
#include "control/ipfix/transport.h"

namespace sluice {

// What became of the records for one collector; anyone may read. A flow counts once for each
// direction it used.
struct IpfixCollectorCounts {
    Counter sent;  // records of flows; over TCP: given to the connection
    Counter messages;
    Counter octets;
    Counter lost_queue_full;  // records
    Counter lost_unreachable;
    Counter lost_packets;  // that those records were of
    Counter lost_octets;
    Counter up;  // a gauge
};

struct IpfixTime {
    uint64_t unix_ms = 0;
    uint64_t steady_ms = 0;
};

// One collector: templates when they are due, records, and what was lost. One thread's.
class IpfixSession {
 public:
    using Log = std::function<void(const std::string&)>;

    // RFC 7011, section 8.4: also after so many messages over UDP.
    static constexpr uint64_t kMessagesPerTemplate = 4'096;
    static constexpr uint64_t kLossEveryMs = 60'000;

    IpfixSession(const IpfixCollector& collector, const IpfixSettings& settings, Log log);

    // upstream: what was lost before it came here, since the start.
    void begin_round(const IpfixTime& now, const IpfixLoss& upstream);
    void add(const ExportedFlow& flow);
    // Sends what was added since.
    void send(const IpfixTime& now);

    bool has_queued() const { return transport_->has_queued(); }
    const IpfixCollectorCounts& counts() const { return counts_; }
    const std::string& name() const { return collector_.name; }

 private:
    void tell_state();
    void lose(const IpfixLoss& loss, Counter& reason);
    void add_loss(const IpfixTime& now, const IpfixLoss& upstream);

    const IpfixCollector collector_;
    const uint64_t template_refresh_ms_;
    const Log log_;
    IpfixEncoder encoder_;
    std::unique_ptr<IpfixTransport> transport_;
    bool has_session_ = false;
    enum class Told : uint8_t { nothing, up, down } told_ = Told::nothing;
    uint64_t templates_sent_ms_ = 0;
    uint64_t messages_since_templates_ = 0;
    uint64_t loss_sent_ms_ = 0;
    IpfixLoss lost_;  // here
    IpfixLoss reported_;
    uint64_t first_loss_ms_ = 0;
    uint64_t last_loss_ms_ = 0;
    IpfixCollectorCounts counts_;
};

}  // namespace sluice
