// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dataplane/parser.h"
#include "tests/packet/virtual_box.h"
#include "tests/unit/dataplane/frame_builder.h"

namespace sluice::test {

// One end of a TCP connection, as strict about resets as RFC 9293 and RFC 5961 (section 3.2) have
// it: sequence numbers, no timers.
class TcpEnd {
 public:
    enum class State { closed, syn_sent, syn_received, established, reset };

    TcpEnd(std::string own, uint16_t own_port, std::string other, uint16_t other_port,
           uint32_t first_sequence)
        : own_(std::move(own)),
          other_(std::move(other)),
          own_port_(own_port),
          other_port_(other_port),
          send_next_(first_sequence),
          send_oldest_(first_sequence) {}

    TcpEnd& inside(const Frame& around) {
        around_ = around;
        return *this;
    }
    TcpEnd& ttl(uint8_t value) {
        ttl_ = value;
        return *this;
    }

    State state() const { return state_; }
    bool was_reset() const { return state_ == State::reset; }
    int challenges() const { return challenges_; }
    uint32_t send_next() const { return send_next_; }
    uint32_t receive_next() const { return receive_next_; }

    FrameBytes syn() {
        state_ = State::syn_sent;
        return segment({}, tcp_flag::kSyn);
    }
    FrameBytes data(std::string_view payload) { return segment(payload, tcp_flag::kAck); }
    FrameBytes ack() { return segment({}, tcp_flag::kAck); }
    FrameBytes own_reset() { return segment({}, tcp_flag::kRst | tcp_flag::kAck); }

    // What it has to say to that at once: a SYN-ACK, the last ACK of the handshake, a challenge
    // ACK.
    std::optional<FrameBytes> receive(const FrameBytes& frame) {
        ParsedPacket in;
        parse_packet(frame, static_cast<uint32_t>(frame.size()), TunnelView::inner, in);
        if (state_ == State::reset || in.destination_port != own_port_ ||
            in.source_port != other_port_ || in.destination != address(own_))
            return std::nullopt;
        if ((in.tcp_flags & tcp_flag::kRst) != 0)
            return receive_reset(in);
        if ((in.tcp_flags & tcp_flag::kSyn) != 0)
            return receive_syn(in);
        if (state_ == State::syn_received)
            state_ = State::established;
        if ((in.tcp_flags & tcp_flag::kAck) != 0)
            send_oldest_ = in.tcp_acknowledgement;
        if (in.tcp_sequence == receive_next_)
            receive_next_ += in.payload_wire_length;
        return std::nullopt;
    }

 private:
    static constexpr uint32_t kWindow = 65'535;

    std::optional<FrameBytes> receive_syn(const ParsedPacket& in) {
        receive_next_ = in.tcp_sequence + 1;
        if (state_ == State::syn_sent) {
            send_oldest_ = in.tcp_acknowledgement;
            state_ = State::established;
            return ack();
        }
        state_ = State::syn_received;
        return segment({}, tcp_flag::kSyn | tcp_flag::kAck);
    }

    std::optional<FrameBytes> receive_reset(const ParsedPacket& in) {
        const bool has_ack = (in.tcp_flags & tcp_flag::kAck) != 0;
        if (state_ == State::closed)
            return std::nullopt;
        if (state_ == State::syn_sent) {
            if (has_ack && in.tcp_acknowledgement == send_next_)
                state_ = State::reset;
            return std::nullopt;
        }
        // Linux looks at this, too, before it believes it.
        const bool acks_the_syn = !has_ack || in.tcp_acknowledgement == send_next_;
        if (state_ == State::syn_received && !acks_the_syn)
            return std::nullopt;
        const uint32_t ahead = in.tcp_sequence - receive_next_;
        if (ahead == 0) {
            state_ = State::reset;
            return std::nullopt;
        }
        if (ahead >= kWindow)
            return std::nullopt;
        ++challenges_;
        return ack();
    }

    FrameBytes segment(std::string_view payload, uint8_t flags) {
        Frame frame = around_;
        if (own_.find(':') == std::string::npos)
            frame.ipv4(own_, other_);
        else
            frame.ipv6(own_, other_);
        frame.ttl(ttl_).tcp(own_port_, other_port_, send_next_, flags,
                            (flags & tcp_flag::kAck) != 0 ? receive_next_ : 0);
        send_next_ +=
            static_cast<uint32_t>(payload.size()) + ((flags & tcp_flag::kSyn) != 0 ? 1 : 0);
        return frame.payload(payload).bytes();
    }

    std::string own_;
    std::string other_;
    uint16_t own_port_;
    uint16_t other_port_;
    Frame around_ = Frame().ethernet();
    uint8_t ttl_ = 64;
    State state_ = State::closed;
    uint32_t send_next_;
    uint32_t send_oldest_;
    uint32_t receive_next_ = 0;
    int challenges_ = 0;
};

// A subscriber and a server with a box between them, or beside the path. Whatever comes out is
// received at once, and answered.
class TcpScene {
 public:
    TcpScene(VirtualBox& wire, bool tap, TcpEnd at_access, TcpEnd at_core)
        : subscriber(std::move(at_access)), server(std::move(at_core)), wire_(wire), tap_(tap) {}

    TcpEnd subscriber;
    TcpEnd server;

    void open() { up(subscriber.syn()); }
    // True if it reached the other end.
    bool up(const FrameBytes& frame) { return carry(frame, true); }
    bool down(const FrameBytes& frame) { return carry(frame, false); }
    // The frame gets lost behind the box.
    void up_and_lost(const FrameBytes& frame) { wire_.up(frame); }
    void down_and_lost(const FrameBytes& frame) { wire_.down(frame); }

    bool both_reset() const { return subscriber.was_reset() && server.was_reset(); }

 private:
    bool carry(const FrameBytes& frame, bool is_up) {
        const auto out = is_up ? wire_.up(frame) : wire_.down(frame);
        const bool reaches = tap_ || out.has_value();
        if (reaches)
            hear(tap_ ? frame : *out, !is_up);
        deliver_answers();
        return reaches;
    }
    void hear(const FrameBytes& frame, bool at_subscriber) {
        TcpEnd& end = at_subscriber ? subscriber : server;
        if (const auto reply = end.receive(frame))
            carry(*reply, at_subscriber);
    }
    // Each end takes what is for it.
    void deliver_answers() {
        std::vector<FrameBytes> answers;
        for (uint16_t port = 0; port <= wire_.inject_port(); ++port) {
            std::vector<FrameBytes>& by_port = wire_.answers_by(port);
            answers.insert(answers.end(), by_port.begin(), by_port.end());
            by_port.clear();
        }
        for (const FrameBytes& answer : answers) {
            hear(answer, true);
            hear(answer, false);
        }
    }

    VirtualBox& wire_;
    bool tap_;
};

}  // namespace sluice::test
