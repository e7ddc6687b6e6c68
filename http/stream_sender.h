// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "http/exchange.h"

namespace sluice {

// Sends what a stream has to say over the connection that was given to it, once the head is sent:
// a part at a time, each within the time that the connection allows for it. A member of the
// connection, whose thread alone calls it.
template <typename Connection>
class StreamSender {
 public:
    StreamSender(Connection& connection, std::shared_ptr<HttpStream> source)
        : connection_(connection),
          source_(std::move(source)),
          quiet_(connection.stream_.get_executor()) {}

    void begin() {
        source_->begin(
            [weak = connection_.weak_from_this(), executor = connection_.stream_.get_executor()] {
                boost::asio::post(executor, [weak] {
                    if (const auto connection = weak.lock())
                        connection->sender_->send_next();
                });
            });
        notice_the_end();
        show_life_later();
        send_next();
    }

 private:
    using Error = boost::system::error_code;

    static constexpr size_t kPartBytes = 65'536;
    static constexpr size_t kUnaskedBytesMost = 65'536;  // whoever reads a stream says nothing

    void send_next() {
        if (is_sending_ || has_ended_)
            return;
        part_.clear();
        has_ended_ = !source_->take(part_, kPartBytes);
        if (!part_.empty())
            send();
        else if (has_ended_)
            end();
        else
            connection_.thread_.connections.is_busy(connection_, UINT64_MAX);
    }

    void send() {
        is_sending_ = true;
        has_shown_life_ = true;
        connection_.allow_time_to_take(part_.size());
        boost::asio::async_write(connection_.stream_, boost::asio::buffer(part_),
                                 [self = connection_.self(), this](Error error, size_t) {
                                     is_sending_ = false;
                                     if (error)
                                         give_up();
                                     else if (has_ended_)
                                         end();
                                     else
                                         send_next();
                                 });
    }

    void show_life_later() {
        quiet_.expires_after(std::chrono::nanoseconds(connection_.sharing_.limits.quiet_ns));
        quiet_.async_wait([self = connection_.self(), this](Error error) {
            if (error || has_ended_)
                return;
            if (!has_shown_life_ && !is_sending_) {
                part_ = source_->sign_of_life();
                send();
            }
            has_shown_life_ = is_sending_;
            show_life_later();
        });
    }

    // Somebody who goes away is noticed by nothing else than that reading ends.
    void notice_the_end() {
        connection_.stream_.async_read_some(
            boost::asio::buffer(unasked_),
            [self = connection_.self(), this](Error error, size_t n) {
                unasked_bytes_ += n;
                if (error || unasked_bytes_ > kUnaskedBytesMost)
                    give_up();
                else
                    notice_the_end();
            });
    }

    void end() {
        quiet_.cancel();
        source_.reset();
        connection_.end_stream();
    }

    void give_up() {
        has_ended_ = true;
        quiet_.cancel();
        source_.reset();
        connection_.abandon();
    }

    Connection& connection_;
    std::shared_ptr<HttpStream> source_;
    boost::asio::steady_timer quiet_;
    std::string part_;
    bool is_sending_ = false;
    bool has_ended_ = false;
    bool has_shown_life_ = false;
    std::array<char, 64> unasked_;
    size_t unasked_bytes_ = 0;
};

}  // namespace sluice
