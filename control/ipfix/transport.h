// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "control/ipfix/encoder.h"
#include "control/ipfix/settings.h"

namespace sluice {

// The way to one collector. Never waits: what a collector does not take is lost, and said so.
// Times are milliseconds of any steady clock. One thread's.
class IpfixTransport {
 public:
    enum class Sent : uint8_t {
        taken,
        queue_full,   // the collector, or the kernel, takes no more now
        unreachable,  // nobody is there
    };

    virtual ~IpfixTransport() = default;

    // Goes on with whatever is under way. True: a Transport Session has begun, and its collector
    // knows no template yet.
    virtual bool poll(uint64_t now_ms) = 0;
    virtual Sent send(IpfixMessage message, uint64_t now_ms) = 0;
    // Somebody is there, as far as one can tell: over UDP, that nothing says the opposite.
    virtual bool is_up() const = 0;
    virtual bool has_queued() const = 0;
    // Of messages that were taken, and went down with their connection since the last call.
    virtual IpfixLoss take_lost() = 0;
    // The last try has failed; trouble() says why, in a few words.
    virtual bool has_failed() const = 0;
    virtual std::string trouble() const = 0;
};

std::unique_ptr<IpfixTransport> make_ipfix_transport(const IpfixCollector& collector);

}  // namespace sluice
