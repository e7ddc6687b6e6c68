// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/udp_reply.h"

#include <algorithm>
#include <cstring>

#include "classifier/wire/udp_tracker.h"

namespace sluice {
namespace {

class Writer {
 public:
    explicit Writer(std::span<uint8_t> out) : out_(out) {}

    Writer& be32(uint32_t value) {
        for (int shift = 24; shift >= 0; shift -= 8)
            out_[size_++] = static_cast<uint8_t>(value >> shift);
        return *this;
    }
    Writer& be64(uint64_t value) {
        return be32(static_cast<uint32_t>(value >> 32)).be32(static_cast<uint32_t>(value));
    }
    Writer& text(std::string_view text) {
        const size_t count = std::min(text.size(), out_.size() - size_);
        std::memcpy(out_.data() + size_, text.data(), count);
        size_ += count;
        return *this;
    }
    size_t size() const { return size_; }

 private:
    std::span<uint8_t> out_;
    size_t size_ = 0;
};

Writer head(std::span<uint8_t> out, UdpTrackerAction action, uint32_t transaction_id) {
    Writer writer(out);
    writer.be32(static_cast<uint32_t>(action)).be32(transaction_id);
    return writer;
}

}  // namespace

size_t write_udp_connect(std::span<uint8_t> out, uint32_t transaction_id, uint64_t connection_id) {
    return head(out, UdpTrackerAction::connect, transaction_id).be64(connection_id).size();
}

size_t write_udp_announce_head(std::span<uint8_t> out, uint32_t transaction_id, uint32_t interval_s,
                               const SwarmCounts& counts) {
    return head(out, UdpTrackerAction::announce, transaction_id)
        .be32(interval_s)
        .be32(counts.incomplete())
        .be32(counts.seeds)
        .size();
}

size_t write_udp_scrape(std::span<uint8_t> out, uint32_t transaction_id,
                        std::span<const SwarmCounts> counts) {
    Writer writer = head(out, UdpTrackerAction::scrape, transaction_id);
    for (const SwarmCounts& swarm : counts)
        writer.be32(swarm.seeds).be32(swarm.completed).be32(swarm.incomplete());
    return writer.size();
}

size_t write_udp_error(std::span<uint8_t> out, uint32_t transaction_id, std::string_view message) {
    return head(out, UdpTrackerAction::error, transaction_id).text(message).size();
}

}  // namespace sluice
