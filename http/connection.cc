// SPDX-License-Identifier: Apache-2.0
#include "http/connection.h"

#include <algorithm>
#include <array>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <ctime>
#include <exception>
#include <type_traits>

#include "http/http_date.h"
#include "http/reply_head.h"
#include "http/request_reader.h"
#include "http/stream_sender.h"

namespace sluice {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Error = boost::system::error_code;
using TlsStream = asio::ssl::stream<tcp::socket>;

constexpr size_t kFirstReadBytes = 2'048;  // what each idle connection holds
constexpr size_t kReadBytes = 16'384;
constexpr uint64_t kSlowestBytesPerS = 65'536;  // who takes a reply slower than this is let go
constexpr uint64_t kLingerNs = 1'000'000'000;
constexpr size_t kLingerBytesMost = size_t{4} << 20;

uint64_t now_ns() {
    return static_cast<uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
}

IpAddress ip_address(const asio::ip::address& address) {
    return address.is_v4() ? IpAddress::from_ipv4(address.to_v4().to_uint())
                           : IpAddress::from_ipv6(address.to_v6().to_bytes().data());
}

HttpReply bare_reply(unsigned status, uint32_t retry_after_s = 0) {
    HttpReply reply;
    reply.status = status;
    reply.retry_after_s = retry_after_s;
    return reply;
}

// A request at a time: wait, read, answer, send, and again.
template <typename Stream>
class Connection final : public ListedConnection,
                         public std::enable_shared_from_this<Connection<Stream>> {
 public:
    static constexpr bool kTls = std::is_same_v<Stream, TlsStream>;

    Connection(Stream stream, HttpSharing& sharing, HttpThreadState& thread, HttpHandler& handler)
        : stream_(std::move(stream)),
          sharing_(sharing),
          thread_(thread),
          handler_(handler),
          reader_(sharing.limits) {}

    ~Connection() override { leave(); }

    void start() {
        Error error;
        const auto peer = socket().remote_endpoint(error);
        if (error)
            return;
        socket().set_option(tcp::no_delay(true), error);
        peer_ = ip_address(peer.address());
        peer_port_ = peer.port();
        if (!is_admitted()) {
            ++sharing_.counters.refused;
            return;
        }
        ++sharing_.counters.opened;
        thread_.connections.add(*this);
        if constexpr (kTls)
            shake_hands();
        else
            wait(sharing_.limits.read_ns);
    }

    void abandon() override {
        leave();
        Error ignored;
        socket().close(ignored);
    }

 private:
    friend class StreamSender<Connection>;

    auto self() { return this->shared_from_this(); }

    tcp::socket& socket() {
        if constexpr (kTls)
            return stream_.next_layer();
        else
            return stream_;
    }

    bool is_admitted() {
        const auto& allowed = sharing_.limits.allowed;
        if (!allowed.empty() && std::none_of(allowed.begin(), allowed.end(),
                                             [&](const Prefix& of) { return of.contains(peer_); }))
            return false;
        Admitted admitted = open();
        if (admitted == Admitted::too_many &&
            thread_.connections.abandon_longest_idle(sharing_.counters.gave_way))
            admitted = open();
        admitted_ = admitted == Admitted::yes;
        return admitted_;
    }

    Admitted open() {
        const std::lock_guard lock(sharing_.admission_mutex);
        return sharing_.admission.open(peer_, now_ns());
    }

    void leave() {
        if (!admitted_)
            return;
        admitted_ = false;
        ++sharing_.counters.closed;
        const std::lock_guard lock(sharing_.admission_mutex);
        sharing_.admission.close(peer_);
    }

    void shake_hands() {
        if constexpr (kTls) {
            thread_.connections.is_busy(*this, now_ns() + sharing_.limits.read_ns);
            stream_.async_handshake(asio::ssl::stream_base::server, [self = self()](Error error) {
                if (!error)
                    self->wait(self->sharing_.limits.read_ns);
            });
        }
    }

    void wait(uint64_t for_ns) {
        if (!admitted_)
            return;
        reader_.next();
        reply_ = {};
        if (reader_.has_bytes())
            return begin_request();
        thread_.connections.is_idle(*this, now_ns() + for_ns);
        stream_.async_read_some(reader_.room(kFirstReadBytes),
                                [self = self()](Error error, size_t bytes) {
                                    if (error)
                                        return;
                                    self->reader_.came(bytes);
                                    self->begin_request();
                                });
    }

    void begin_request() {
        if (!admitted_)
            return;
        thread_.connections.is_busy(*this, now_ns() + sharing_.limits.read_ns);
        read();
    }

    void read() {
        switch (reader_.read()) {
            case HttpRequestReader::Found::part:
                return read_more();
            case HttpRequestReader::Found::expecting:
                return send_continue();
            case HttpRequestReader::Found::refused:
                ++sharing_.counters.malformed;
                return send(bare_reply(reader_.status()), {reader_.status(), true}, false);
            case HttpRequestReader::Found::whole:
                return answer();
        }
    }

    void read_more() {
        stream_.async_read_some(reader_.room(kReadBytes),
                                [self = self()](Error error, size_t bytes) {
                                    if (error)
                                        return;
                                    self->reader_.came(bytes);
                                    self->read();
                                });
    }

    void send_continue() {
        head_ = "HTTP/1.1 100 Continue\r\n\r\n";
        asio::async_write(stream_, asio::buffer(head_), [self = self()](Error error, size_t) {
            if (!error)
                self->read_more();
        });
    }

    void answer() {
        HttpRequest asked = reader_.request();
        asked.client = peer_;
        asked.client_port = peer_port_;
        HttpReply reply = admitted_reply(asked);
        const ReplyForm form = form_of_reply(asked, reply);
        send(std::move(reply), form, reader_.keeps_alive());
    }

    HttpReply admitted_reply(const HttpRequest& asked) {
        switch (may_ask()) {
            case Admitted::too_many_of_address:
                ++sharing_.counters.over_rate;
                return bare_reply(429, 1);
            case Admitted::too_many:
                ++sharing_.counters.overloaded;
                return bare_reply(503, 1);
            case Admitted::yes:
                break;
        }
        try {
            return handler_.answer(asked);
        } catch (const std::exception&) {  // memory, as a rule
            ++sharing_.counters.overloaded;
            return bare_reply(503, 1);
        }
    }

    Admitted may_ask() {
        const std::lock_guard lock(sharing_.admission_mutex);
        return sharing_.admission.request(peer_, now_ns());
    }

    void send(HttpReply reply, ReplyForm form, bool keep_alive) {
        reply_ = std::move(reply);
        head_.clear();
        keep_alive = keep_alive && !reply_.stream;
        write_reply_head(head_, reply_, form, thread_.date(), keep_alive);
        const std::string_view content = form.with_content ? reply_.content() : std::string_view();
        allow_time_to_take(content.size());
        const std::array<asio::const_buffer, 2> parts = {
            asio::buffer(head_), asio::buffer(content.data(), content.size())};
        asio::async_write(stream_, parts, [self = self(), keep_alive](Error error, size_t) {
            if (error)
                return;
            if (self->reply_.stream)
                self->begin_stream();
            else if (keep_alive)
                self->wait(self->sharing_.limits.idle_ns);
            else
                self->say_goodbye();
        });
    }

    void allow_time_to_take(size_t bytes) {
        thread_.connections.is_busy(
            *this, now_ns() + sharing_.limits.read_ns + bytes * 1'000'000'000 / kSlowestBytesPerS);
    }

    void begin_stream() {
        reader_.next();
        sender_ = std::make_unique<StreamSender<Connection>>(*this, std::move(reply_.stream));
        sender_->begin();
    }

    // The read by which a stream notices the client's end goes on, and sees it.
    void end_stream() {
        thread_.connections.is_busy(*this, now_ns() + kLingerNs);
        if constexpr (kTls)
            stream_.async_shutdown([self = self()](Error) { self->send_no_more(); });
        else
            send_no_more();
    }

    void send_no_more() {
        Error ignored;
        socket().shutdown(tcp::socket::shutdown_send, ignored);
    }

    void say_goodbye() {
        thread_.connections.is_busy(*this, now_ns() + kLingerNs);
        if constexpr (kTls)
            stream_.async_shutdown([self = self()](Error) { self->linger(); });
        else
            linger();
    }

    // What still comes is read and forgotten: closed with it unread, a connection is reset, and the
    // reply may be lost with it (RFC 9112, section 9.6).
    void linger() {
        send_no_more();
        discard();
    }

    void discard() {
        reader_.forget_bytes();
        socket().async_read_some(reader_.room(kReadBytes),
                                 [self = self()](Error error, size_t bytes) {
                                     self->discarded_ += bytes;
                                     if (!error && self->discarded_ < kLingerBytesMost)
                                         self->discard();
                                 });
    }

    Stream stream_;
    HttpSharing& sharing_;
    HttpThreadState& thread_;
    HttpHandler& handler_;
    IpAddress peer_;
    uint16_t peer_port_ = 0;
    bool admitted_ = false;
    size_t discarded_ = 0;
    HttpRequestReader reader_;
    std::string head_;
    HttpReply reply_;
    std::unique_ptr<StreamSender<Connection>> sender_;
};

}  // namespace

std::string_view HttpThreadState::date() {
    const std::time_t now = std::time(nullptr);
    if (now != date_s_ || date_.empty())
        date_ = http_date(now);
    date_s_ = now;
    return date_;
}

void serve_http_connection(tcp::socket socket, HttpSharing& sharing, HttpThreadState& thread,
                           HttpHandler& handler, const std::shared_ptr<asio::ssl::context>& tls) {
    if (tls)
        std::make_shared<Connection<TlsStream>>(TlsStream(std::move(socket), *tls), sharing, thread,
                                                handler)
            ->start();
    else
        std::make_shared<Connection<tcp::socket>>(std::move(socket), sharing, thread, handler)
            ->start();
}

}  // namespace sluice
