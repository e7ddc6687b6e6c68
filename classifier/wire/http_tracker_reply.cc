// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/http_tracker_reply.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "classifier/wire/bencode_prefix.h"
#include "classifier/wire/peer_address.h"

namespace sluice {
namespace {

using Type = BencodePrefix::Type;
using Outcome = HttpTrackerReply::Outcome;

constexpr size_t kHashBytes = 20;
constexpr size_t kCompact4 = 6;
constexpr size_t kCompact6 = 18;
constexpr int64_t kMostPeers = int64_t{1} << 31;

// Reads the reply's keys in their order.
class ReplyReader {
 public:
    explicit ReplyReader(Bytes body) : body_(body), in_(body) {}

    HttpTrackerReply read() {
        in_.enter(Type::dictionary);
        for (std::optional<std::string_view> key; in_.next_key(key);)
            read_value(*key);
        const bool whole = in_.ok();
        if (in_.malformed() || (whole && in_.position() != body_.size()))
            return {};
        const auto kind = proven(whole);
        if (!kind)
            return {.outcome = whole ? Outcome::absent : Outcome::partial};
        reply_.outcome = Outcome::complete;
        reply_.kind = *kind;
        return reply_;
    }

 private:
    void read_value(std::string_view key) {
        if (key == "interval")
            interval_ = read_count(reply_.interval_s);
        else if (key == "min interval" || key == "complete" || key == "incomplete" ||
                 key == "downloaded")
            read_count();
        else if (key == "peers")
            in_.type() == Type::list ? read_dictionaries() : read_compact(kCompact4);
        else if (key == "peers6")
            read_compact(kCompact6);
        else if (key == "external ip")
            read_external_address();
        else if (key == "failure reason" || key == "failure_reason")  // BEP 3, BEP 48
            failure_ = in_.whole_string().has_value();
        else if (key == "retry in")
            read_retry();
        else if (key == "files")
            read_files();
        else if (key == "tracker id" || key == "warning message")
            in_.string();
        else
            in_.skip();
    }

    // Seconds or a number of peers.
    int64_t read_count() {
        const int64_t value = in_.integer();
        if (value < 0 || value >= kMostPeers)
            in_.refuse();
        return value;
    }

    bool read_count(uint32_t& out) {
        out = static_cast<uint32_t>(read_count());
        return in_.ok();
    }

    void read_compact(size_t entry_bytes) {
        const auto entries = in_.string();
        if (!entries)
            return;
        if (entries->length % entry_bytes != 0)
            return in_.refuse();
        peers_ = true;
        const size_t whole = entries->seen.size() - entries->seen.size() % entry_bytes;
        (entry_bytes == kCompact4 ? reply_.peers.compact4 : reply_.peers.compact6) = {
            reinterpret_cast<const uint8_t*>(entries->seen.data()), whole};
    }

    void read_dictionaries() {
        const size_t start = in_.position();
        in_.enter(Type::list);
        while (in_.next_value()) {
            read_peer();
            peers_ = peers_ || in_.ok();
        }
        peers_ = peers_ || in_.ok();
        reply_.peers.dictionaries = body_.subspan(start);
    }

    void read_peer() {
        bool ip = false;
        bool port = false;
        in_.enter(Type::dictionary);
        for (std::optional<std::string_view> key; in_.next_key(key);) {
            if (*key == "ip") {
                ip = !in_.whole_string().value_or(std::string_view{}).empty();
            } else if (*key == "port") {
                const int64_t number = in_.integer();
                port = number >= 0 && number <= 65'535;
            } else if (*key == "peer id") {
                read_peer_id();
            } else {
                in_.skip();
            }
        }
        in_.expect(ip && port);
    }

    void read_peer_id() {
        if (const auto id = in_.string(); id && id->length != kHashBytes)
            in_.refuse();
    }

    void read_external_address() {
        const auto text = in_.whole_string();
        if (!text)
            return;
        const Bytes bytes{reinterpret_cast<const uint8_t*>(text->data()), text->size()};
        if (const auto address = read_address(bytes))
            reply_.external_address = PeerAddress{*address, 0};
        else
            in_.refuse();
    }

    // "either a positive integer or the value never"; its example writes the integer as a string.
    void read_retry() {
        uint32_t minutes = 0;
        if (in_.type() == Type::integer) {
            read_count(minutes);
        } else {
            const auto text = in_.whole_string().value_or(std::string_view{});
            retry_ = text == "never";
            const char* const end = text.data() + text.size();
            if (std::from_chars(text.data(), end, minutes).ptr != end)
                minutes = 0;
        }
        if (minutes > 0)
            reply_.retry_minutes = minutes;
        retry_ = retry_ || minutes > 0;
        in_.expect(retry_);
    }

    void read_files() {
        in_.enter(Type::dictionary);
        for (std::optional<std::string_view> key; in_.next_key(key);) {
            in_.expect(key->size() == kHashBytes);
            read_swarm();
            files_ = files_ || in_.ok();
        }
        files_ = files_ || in_.ok();
    }

    // BEP 48; downloaded is missing in some replies, downloaders is of BEP 21.
    void read_swarm() {
        bool complete = false;
        bool incomplete = false;
        in_.enter(Type::dictionary);
        for (std::optional<std::string_view> key; in_.next_key(key);) {
            if (*key == "complete" || *key == "incomplete") {
                read_count();
                (*key == "complete" ? complete : incomplete) = true;
            } else if (*key == "downloaded" || *key == "downloaders") {
                read_count();
            } else {
                in_.skip();
            }
        }
        in_.expect(complete && incomplete);
    }

    // Failures are short, so that they are read to the end: what follows tells their kind.
    std::optional<MessageKind> proven(bool whole) const {
        if (failure_ && whole)
            return retry_ ? MessageKind::retry_response : MessageKind::error_response;
        if (failure_)
            return std::nullopt;
        if (files_ && !interval_)
            return MessageKind::scrape_response;
        if (interval_ && peers_)
            return MessageKind::announce_response;
        return std::nullopt;
    }

    Bytes body_;
    BencodePrefix in_;
    HttpTrackerReply reply_;
    bool interval_ = false;
    bool peers_ = false;
    bool files_ = false;
    bool failure_ = false;
    bool retry_ = false;
};

}  // namespace

HttpTrackerReply parse_http_tracker_reply(Bytes body) {
    return ReplyReader{body}.read();
}

}  // namespace sluice
