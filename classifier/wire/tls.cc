// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/tls.h"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace sluice {
namespace {

enum ContentType : uint8_t { kChangeCipherSpec = 20, kAlert = 21, kHandshake = 22, kData = 23 };
enum HandshakeType : uint8_t { kClientHello = 1, kServerHello = 2 };
enum Extension : uint16_t { kServerName = 0, kProtocols = 16 };

constexpr uint8_t kMajor = 3;
constexpr uint8_t kLastMinor = 4;  // 3.0 is SSL 3.0; TLS 1.3 says 3.1 or 3.3
constexpr size_t kHeaderBytes = 5;
constexpr size_t kLongestPlaintext = 1u << 14;
constexpr size_t kLongestRecord = kLongestPlaintext + 2048;  // RFC 5246, 6.2.3
constexpr size_t kLongestHello = 1u << 16;                   // ours; the standard's is 2^24
constexpr size_t kRandomBytes = 32;
constexpr size_t kLongestSessionId = 32;

// Reads a handshake message through the headers of the records that carry it. The first byte that
// is missing makes it partial, the first that is wrong absent; what is read from then on is zero.
class HandshakeReader {
 public:
    // alone: the records carry nothing but this message.
    HandshakeReader(Bytes stream, bool alone) : stream_(stream), alone_(alone) {}

    StreamShape shape() const { return shape_; }
    bool ok() const { return shape_ == StreamShape::complete; }
    size_t left() const { return message_end_ - position_; }
    void refuse_unless(bool fits) {
        if (ok() && !fits)
            stop(StreamShape::absent);
    }

    void begin(HandshakeType type) {
        refuse_unless(u8() == type);
        const size_t high = u8();
        refuse_unless(high <= kLongestHello >> 16);
        const size_t bytes = high << 16 | be16();
        refuse_unless(bytes <= kLongestHello);
        message_end_ = position_ + bytes;
        refuse_unless(!alone_ || record_end_ <= message_end_);
        if (ok())
            readable_end_ = std::min(readable_end_, message_end_);
    }

    uint8_t u8() {
        if (position_ < readable_end_)
            return stream_[position_++];
        const Bytes byte = take_slowly(1);
        return byte.empty() ? uint8_t{0} : byte[0];
    }
    uint16_t be16() {
        const unsigned high = u8();
        return static_cast<uint16_t>(high << 8 | u8());
    }
    void version() {
        refuse_unless(u8() == kMajor);
        refuse_unless(u8() <= kLastMinor);
    }

    // The next count bytes if they lie in one record; passed over, and empty, if they do not.
    Bytes take(size_t count) {
        if (position_ < readable_end_ && count <= readable_end_ - position_) {
            position_ += count;
            return stream_.subspan(position_ - count, count);
        }
        return take_slowly(count);
    }

 private:
    void stop(StreamShape shape) {
        shape_ = shape;
        readable_end_ = 0;
    }

    Bytes take_slowly(size_t count) {
        if (ok() && count > left())
            stop(StreamShape::absent);
        Bytes taken;
        bool whole = true;
        while (ok() && count > 0) {
            if (position_ == record_end_)
                open_record();
            const size_t chunk = std::min(count, record_end_ - position_);
            if (ok() && chunk > stream_.size() - position_)
                stop(StreamShape::partial);
            if (!ok())
                return {};
            taken = stream_.subspan(position_, chunk);
            position_ += chunk;
            count -= chunk;
            whole = whole && count == 0;
        }
        return whole ? taken : Bytes{};
    }

    void open_record() {
        const Bytes header = stream_.subspan(position_);
        const auto at_most = [&](size_t at, size_t most) {
            return header.size() <= at || header[at] <= most;
        };
        refuse_unless((header.empty() || header[0] == kHandshake) &&
                      (header.size() < 2 || header[1] == kMajor) && at_most(2, kLastMinor) &&
                      at_most(3, kLongestPlaintext >> 8));
        if (ok() && header.size() < kHeaderBytes)
            stop(StreamShape::partial);
        if (!ok())
            return;
        const size_t bytes = static_cast<size_t>(header[3]) << 8 | header[4];
        position_ += kHeaderBytes;
        message_end_ += kHeaderBytes;
        record_end_ = position_ + bytes;
        readable_end_ = std::min({record_end_, message_end_, stream_.size()});
        // Handshake records are not empty (RFC 8446, 5.1).
        refuse_unless(bytes > 0 && bytes <= kLongestPlaintext &&
                      (!alone_ || record_end_ <= message_end_));
    }

    Bytes stream_;
    bool alone_;
    // Positions in the stream; the message's end as if no header stood between here and there.
    size_t position_ = 0;
    size_t readable_end_ = 0;  // what neither a header nor an end interrupts
    size_t record_end_ = 0;
    size_t message_end_ = std::numeric_limits<size_t>::max() / 2;  // until its length was read
    StreamShape shape_ = StreamShape::complete;
};

// RFC 6066, section 3: a list of names, one of each type, of which only host_name is defined.
bool read_server_name(Bytes extension, std::string_view& server_name) {
    Reader in{extension};
    const size_t list_bytes = in.be16();
    const uint8_t type = in.u8();
    const Bytes name = in.take(in.be16());
    if (!in.ok() || in.remaining() != 0 || list_bytes + 2 != extension.size() || type != 0 ||
        name.empty())
        return false;
    server_name = {reinterpret_cast<const char*>(name.data()), name.size()};
    return true;
}

// RFC 7301: a list of names of 1 to 255 bytes.
bool read_protocols(Bytes extension, Bytes& protocols) {
    Reader in{extension};
    const size_t list_bytes = in.be16();
    protocols = in.rest();
    bool whole = in.ok() && list_bytes == protocols.size() && list_bytes > 0;
    while (whole && in.remaining() > 0) {
        const size_t bytes = in.u8();
        in.skip(bytes);
        whole = in.ok() && bytes > 0;
    }
    return whole;
}

// To the end of the message, which has no extensions at all in old versions.
void read_extensions(HandshakeReader& in, TlsClientHello* hello) {
    if (!in.ok() || in.left() == 0)
        return;
    in.refuse_unless(in.be16() == in.left());
    while (in.ok() && in.left() > 0) {
        const uint16_t type = in.be16();
        const Bytes extension = in.take(in.be16());
        if (hello == nullptr || extension.empty())
            continue;
        if (type == kServerName)
            in.refuse_unless(read_server_name(extension, hello->server_name));
        else if (type == kProtocols)
            in.refuse_unless(read_protocols(extension, hello->protocols));
    }
}

void read_random_and_session(HandshakeReader& in) {
    in.version();
    in.take(kRandomBytes);
    const size_t session_bytes = in.u8();
    in.refuse_unless(session_bytes <= kLongestSessionId);
    in.take(session_bytes);
}

StreamShape parse_server_hello(Bytes stream) {
    HandshakeReader in{stream, false};
    in.begin(kServerHello);
    read_random_and_session(in);
    in.be16();                       // cipher suite
    in.refuse_unless(in.u8() <= 1);  // null or DEFLATE (RFC 3749)
    read_extensions(in, nullptr);
    return in.shape();
}

bool is_record_header(Bytes header) {
    const size_t bytes = static_cast<size_t>(header[3]) << 8 | header[4];
    return header[0] >= kChangeCipherSpec && header[0] <= kData && header[1] == kMajor &&
           header[2] <= kLastMinor && bytes > 0 && bytes <= kLongestRecord &&
           (header[0] != kChangeCipherSpec || bytes == 1);
}

}  // namespace

TlsClientHello parse_tls_client_hello(Bytes stream) {
    TlsClientHello hello;
    HandshakeReader in{stream, true};
    in.begin(kClientHello);
    read_random_and_session(in);

    const size_t suite_bytes = in.be16();
    in.refuse_unless(suite_bytes >= 2 && suite_bytes % 2 == 0);
    in.take(suite_bytes);
    const size_t compression_bytes = in.u8();
    in.refuse_unless(compression_bytes > 0);
    in.take(compression_bytes);
    read_extensions(in, &hello);

    hello.shape = in.shape();
    if (hello.shape == StreamShape::absent)
        return {};
    return hello;
}

StreamShape parse_tls_server_start(Bytes stream) {
    if (stream.empty() || stream[0] != kAlert)
        return parse_server_hello(stream);
    // Level warning or fatal (RFC 8446, section 6), alone in its record as nothing is encrypted
    // yet.
    const uint8_t least[] = {kAlert, kMajor, 0, 0, 2, 1};
    const uint8_t most[] = {kAlert, kMajor, kLastMinor, 0, 2, 2};
    for (size_t i = 0; i < std::min(stream.size(), sizeof(least)); ++i)
        if (stream[i] < least[i] || stream[i] > most[i])
            return StreamShape::absent;
    return stream.size() > sizeof(least) ? StreamShape::complete : StreamShape::partial;
}

bool looks_like_tls_records(Bytes segment) {
    constexpr int kHeadersRead = 4;
    size_t at = 0;
    for (int i = 0; i < kHeadersRead && at + kHeaderBytes <= segment.size(); ++i) {
        const Bytes header = segment.subspan(at, kHeaderBytes);
        if (!is_record_header(header))
            return false;
        at += kHeaderBytes + (static_cast<size_t>(header[3]) << 8 | header[4]);
    }
    return at > 0;
}

}  // namespace sluice
