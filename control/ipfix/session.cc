// SPDX-License-Identifier: Apache-2.0
#include "control/ipfix/session.h"

namespace sluice {
namespace {

constexpr uint32_t kIpv4AndUdp = 28;
constexpr uint32_t kIpv6AndUdp = 48;

uint32_t most_bytes(const IpfixCollector& collector, uint32_t mtu) {
    return mtu - (collector.address.address.is_ipv4() ? kIpv4AndUdp : kIpv6AndUdp);
}

}  // namespace

IpfixSession::IpfixSession(const IpfixCollector& collector, const IpfixSettings& settings, Log log)
    : collector_(collector),
      template_refresh_ms_(settings.template_refresh_ns / 1'000'000),
      log_(std::move(log)),
      encoder_({.observation_domain = settings.observation_domain,
                .enterprise = settings.enterprise,
                .most_bytes = most_bytes(collector, settings.mtu)}),
      transport_(make_ipfix_transport(collector)) {}

void IpfixSession::begin_round(const IpfixTime& now, const IpfixLoss& upstream) {
    const bool is_udp = collector_.protocol == IpfixProtocol::udp;
    const bool begun = transport_->poll(now.steady_ms);
    lose(transport_->take_lost(), counts_.lost_unreachable);
    tell_state();
    if (begun) {
        // Over UDP it is the same session as long as the socket is: its numbers go on.
        if (!is_udp)
            encoder_.begin_session();
        has_session_ = true;
    } else if (!is_udp && !transport_->is_up()) {
        has_session_ = false;
    }
    if (!has_session_)
        return;
    const bool refresh = is_udp && (now.steady_ms - templates_sent_ms_ >= template_refresh_ms_ ||
                                    messages_since_templates_ >= kMessagesPerTemplate);
    if (begun || refresh) {
        encoder_.add_templates();
        templates_sent_ms_ = now.steady_ms;
        messages_since_templates_ = 0;
    }
    if (begun || refresh || now.steady_ms - loss_sent_ms_ >= kLossEveryMs)
        add_loss(now, upstream);
}

void IpfixSession::add_loss(const IpfixTime& now, const IpfixLoss& upstream) {
    IpfixLoss all = lost_;
    all += upstream;
    if (all.flows != reported_.flows) {
        last_loss_ms_ = now.unix_ms;
        if (first_loss_ms_ == 0)
            first_loss_ms_ = now.unix_ms;
        reported_ = all;
    }
    encoder_.add_loss(all, first_loss_ms_, last_loss_ms_);
    loss_sent_ms_ = now.steady_ms;
}

void IpfixSession::add(const ExportedFlow& flow) {
    if (has_session_)
        return encoder_.add_flow(flow);
    IpfixLoss loss;
    for (size_t direction = 0; direction < kDirectionCount; ++direction) {
        if (flow.record.packets[direction] != 0)
            loss += {1, flow.record.packets[direction], flow.record.ip_bytes[direction]};
    }
    lose(loss, counts_.lost_unreachable);
}

void IpfixSession::send(const IpfixTime& now) {
    for (IpfixMessage& message : encoder_.take(static_cast<uint32_t>(now.unix_ms / 1'000))) {
        const IpfixLoss content = message.content;
        const size_t octets = message.bytes.size();
        switch (transport_->send(std::move(message), now.steady_ms)) {
            case IpfixTransport::Sent::taken:
                counts_.sent.add(content.flows);
                counts_.messages++;
                counts_.octets.add(octets);
                messages_since_templates_++;
                break;
            case IpfixTransport::Sent::queue_full:
                lose(content, counts_.lost_queue_full);
                break;
            case IpfixTransport::Sent::unreachable:
                lose(content, counts_.lost_unreachable);
                break;
        }
    }
    tell_state();
}

void IpfixSession::lose(const IpfixLoss& loss, Counter& reason) {
    reason.add(loss.flows);
    counts_.lost_packets.add(loss.packets);
    counts_.lost_octets.add(loss.octets);
    lost_ += loss;
}

// Each change once, however often it is retried.
void IpfixSession::tell_state() {
    const bool up = transport_->is_up();
    counts_.up.set(up ? 1 : 0);
    if (up && told_ != Told::up) {
        told_ = Told::up;
        log_("ipfix: collector " + collector_.name + " takes flow records");
    } else if (!up && transport_->has_failed() && told_ != Told::down) {
        told_ = Told::down;
        log_("ipfix: collector " + collector_.name + ": " + transport_->trouble() +
             "; it is tried again, and records are lost until then");
    }
}

}  // namespace sluice
