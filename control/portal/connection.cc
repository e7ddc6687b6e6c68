// SPDX-License-Identifier: Apache-2.0
#include "control/portal/connection.h"

#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <ctime>
#include <string>

#include <fmt/chrono.h>

namespace sluice {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

constexpr uint32_t kHeaderBytesMost = 8'192;
constexpr size_t kReadBytes = 2'048;
constexpr const char* kMetricsType = "text/plain; version=0.0.4; charset=utf-8";
// Nothing but our own style sheet, inside nobody's frame.
constexpr const char* kContentPolicy =
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'";

uint64_t now_ns() {
    return static_cast<uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
}

IpAddress ip_address(const asio::ip::address& address) {
    return address.is_v4() ? IpAddress::from_ipv4(address.to_v4().to_uint())
                           : IpAddress::from_ipv6(address.to_v6().to_bytes().data());
}

// RFC 9110, section 5.6.7.
std::string http_date() {
    const std::time_t now = std::time(nullptr);
    return fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(now));
}

std::string_view view(beast::string_view text) {
    return {text.data(), text.size()};
}

PortalRequest::Method method_of(http::verb verb) {
    if (verb == http::verb::get)
        return PortalRequest::Method::get;
    return verb == http::verb::head ? PortalRequest::Method::head : PortalRequest::Method::other;
}

bool is_of_http(const beast::error_code& error) {
    return error.category() == http::make_error_code(http::error::bad_method).category() &&
           error != http::error::end_of_stream && error != http::error::partial_message;
}

}  // namespace

PortalConnection::PortalConnection(asio::ip::tcp::socket socket, PortalService& service,
                                   Serves serves)
    : stream_(std::move(socket)), service_(service), serves_(serves) {}

PortalConnection::~PortalConnection() {
    if (!admitted_)
        return;
    service_.metrics.connection_closed();
    if (is_proxy_)
        return;
    const std::lock_guard lock(service_.admission_mutex);
    service_.admission.close(peer_);
}

void PortalConnection::start() {
    asio::dispatch(stream_.get_executor(), [self = shared_from_this()] { self->begin(); });
}

void PortalConnection::begin() {
    Error error;
    const auto peer = stream_.socket().remote_endpoint(error);
    if (error)
        return;
    stream_.socket().set_option(asio::ip::tcp::no_delay(true), error);
    peer_ = ip_address(peer.address());
    peer_port_ = peer.port();
    if (serves_ == Serves::subscribers) {
        is_proxy_ = is_trusted_proxy(peer_, service_.config.trusted_proxies);
        {
            const std::lock_guard lock(service_.admission_mutex);
            admitted_ = is_proxy_ || service_.admission.open(peer_, now_ns()) == Admitted::yes;
        }
        if (!admitted_)
            return service_.metrics.connection_refused();
        service_.metrics.connection_opened();
    }
    wait_for_request(service_.config.limits.read_ns);
}

void PortalConnection::wait_for_request(uint64_t for_ns) {
    if (buffer_.size() > 0)
        return read_request();
    stream_.expires_after(std::chrono::nanoseconds(for_ns));
    stream_.async_read_some(buffer_.prepare(kReadBytes),
                            [self = shared_from_this()](Error error, size_t bytes) {
                                if (error)
                                    return self->close();
                                self->buffer_.commit(bytes);
                                self->read_request();
                            });
}

void PortalConnection::read_request() {
    parser_.emplace();
    parser_->header_limit(kHeaderBytesMost);
    stream_.expires_after(std::chrono::nanoseconds(service_.config.limits.read_ns));
    http::async_read(stream_, buffer_, *parser_,
                     [self = shared_from_this()](Error error, size_t) { self->on_request(error); });
}

void PortalConnection::on_request(Error error) {
    stream_.expires_never();  // what is asked of the daemon has a deadline of its own
    read_ns_ = now_ns();
    if (!error)
        return answer_request();
    if (error == beast::error::timeout)
        service_.metrics.connection_timed_out();
    if (!is_of_http(error))
        return close();
    const Plain what = error == http::error::header_limit || error == http::error::buffer_overflow
                           ? Plain::header_too_large
                           : Plain::bad_request;
    send(reply_to(PlainReply{what, Form::page}, service_.config.run_by), false);
}

PortalRequest PortalConnection::request() const {
    const auto& message = parser_->get();
    PortalRequest request;
    request.method = method_of(message.method());
    request.http_1_1 = message.version() >= 11;
    request.target = view(message.target());
    request.accept = view(message[http::field::accept]);
    request.peer = peer_;
    request.peer_port = peer_port_;
    for (const auto& field : message) {
        if (field.name() == http::field::host)
            request.hosts.push_back(view(field.value()));
        else if (field.name() == http::field::forwarded)
            request.forwarded.push_back(view(field.value()));
    }
    return request;
}

void PortalConnection::answer_request() {
    const bool keep_alive = parser_->get().keep_alive();
    const PortalOperator& run_by = service_.config.run_by;
    if (serves_ == Serves::metrics) {
        if (parser_->get().target() != "/metrics")
            return send(reply_to(PlainReply{Plain::not_here, Form::json}, run_by), keep_alive);
        PortalReply reply;
        reply.type = kMetricsType;
        reply.body = service_.metrics.text();
        return send(std::move(reply), keep_alive);
    }
    const Routed routed = route(request(), service_.config);
    const auto* const question = std::get_if<AskAccount>(&routed);
    // A proxy's request is counted as that of whom it is for, if it says so.
    if ((question != nullptr || !is_proxy_) &&
        !may_ask(question != nullptr ? question->asker.address : peer_)) {
        const Form form = question != nullptr ? question->form : std::get<PlainReply>(routed).form;
        return send(reply_to(PlainReply{Plain::too_many_requests, form}, run_by), keep_alive);
    }
    if (question != nullptr)
        return ask(*question);
    send(reply_to(std::get<PlainReply>(routed), run_by), keep_alive);
}

bool PortalConnection::may_ask(const IpAddress& address) {
    const std::lock_guard lock(service_.admission_mutex);
    return service_.admission.request(address, read_ns_) == Admitted::yes;
}

void PortalConnection::ask(const AskAccount& question) {
    service_.accounts.ask(
        question.asker, [self = shared_from_this(), form = question.form](AccountAnswer answer) {
            asio::post(self->stream_.get_executor(), [self, form, answer = std::move(answer)] {
                self->send(reply_to(answer, form, self->service_.config.run_by),
                           self->parser_->get().keep_alive());
            });
        });
}

void PortalConnection::send(PortalReply reply, bool keep_alive) {
    response_.emplace(static_cast<http::status>(reply.status), 11u);
    auto& response = *response_;
    response.set(http::field::date, http_date());
    response.set(http::field::content_type,
                 beast::string_view(reply.type.data(), reply.type.size()));
    response.set(http::field::cache_control,
                 reply.may_be_cached ? "public, max-age=86400" : "no-store");
    response.set(http::field::vary, "Accept");
    response.set("Content-Security-Policy", kContentPolicy);
    response.set("Cross-Origin-Resource-Policy", "same-origin");
    response.set("Referrer-Policy", "no-referrer");
    response.set("X-Content-Type-Options", "nosniff");
    if (reply.retry_after_seconds != 0)
        response.set(http::field::retry_after, std::to_string(reply.retry_after_seconds));
    if (response.result() == http::status::method_not_allowed)
        response.set(http::field::allow, "GET, HEAD");
    response.keep_alive(keep_alive);
    response.body() = std::move(reply.body);
    response.prepare_payload();
    if (serves_ == Serves::subscribers)
        service_.metrics.replied(reply.code, static_cast<double>(now_ns() - read_ns_) / 1e9);

    serializer_.emplace(response);
    stream_.expires_after(std::chrono::nanoseconds(service_.config.limits.read_ns));
    const auto sent = [self = shared_from_this(), keep_alive](Error error, size_t) {
        self->on_sent(error, keep_alive);
    };
    if (parser_->get().method() == http::verb::head)
        http::async_write_header(stream_, *serializer_, sent);
    else
        http::async_write(stream_, *serializer_, sent);
}

void PortalConnection::on_sent(Error error, bool keep_alive) {
    if (error || !keep_alive)
        return close();
    wait_for_request(service_.config.limits.idle_ns);
}

void PortalConnection::close() {
    Error ignored;
    stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
}

}  // namespace sluice
