// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/lsd.h"

#include <algorithm>
#include <string_view>

#include "classifier/wire/http_field.h"
#include "classifier/wire/ip_literal.h"

namespace sluice {
namespace {

constexpr std::string_view kRequestLine = "BT-SEARCH * HTTP/1.1\r\n";
constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kGroup4 = "239.192.152.143";
constexpr std::string_view kGroup6 = "ff15::efc0:988f";
constexpr std::string_view kGroupPort = ":6771";
constexpr size_t kHashBytes = 20;
constexpr size_t kHashDigits = 40;

bool is_group(std::string_view host) {
    if (!host.ends_with(kGroupPort))
        return false;
    host.remove_suffix(kGroupPort.size());
    if (!host.starts_with('['))
        return host == kGroup4;
    return host.ends_with(']') &&
           parse_ip_literal(host.substr(1, host.size() - 2)) == parse_ip_literal(kGroup6);
}

bool is_hash(std::string_view text) {
    static constexpr std::string_view kDigits = "0123456789abcdefABCDEF";
    return text.size() == kHashBytes ||
           (text.size() == kHashDigits && text.find_first_not_of(kDigits) == text.npos);
}

class AnnounceReader {
 public:
    explicit AnnounceReader(std::string_view fields) : rest_(fields) {}

    std::optional<LsdAnnounce> read() {
        while (!rest_.starts_with(kLineEnd))
            if (!read_field())
                return std::nullopt;
        const bool ended = rest_ == kLineEnd || rest_ == "\r\n\r\n";
        if (!ended || !group_ || announce_.port == 0 || announce_.torrents == 0)
            return std::nullopt;
        return announce_;
    }

 private:
    bool read_field() {
        const size_t colon = field_name_length(rest_);
        if (colon == 0 || colon == rest_.size() || rest_[colon] != ':')
            return false;
        const std::string_view name = rest_.substr(0, colon);
        rest_.remove_prefix(colon + 1);
        rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t"), rest_.size()));
        const bool hash = is_field(name, "infohash");
        const size_t end = hash ? raw_hash_end() : rest_.find_first_of(kLineEnd);
        if (end == rest_.npos || rest_.substr(end, kLineEnd.size()) != kLineEnd)
            return false;
        const std::string_view value = rest_.substr(0, end);
        rest_.remove_prefix(end + kLineEnd.size());
        return hash ? read_hash(value) : read_value(name, value);
    }

    // Raw bytes may be a line's end.
    size_t raw_hash_end() const {
        const bool raw = rest_.substr(std::min(kHashBytes, rest_.size())).starts_with(kLineEnd);
        return raw ? kHashBytes : rest_.find_first_of(kLineEnd);
    }

    bool read_hash(std::string_view value) {
        ++announce_.torrents;
        return is_hash(value);
    }

    bool read_value(std::string_view name, std::string_view value) {
        if (is_field(name, "host")) {
            const bool first = !group_;
            group_ = is_group(value);
            return first && group_;
        }
        if (is_field(name, "port")) {
            const bool first = announce_.port == 0;
            announce_.port = parse_port(value).value_or(0);
            return first && announce_.port != 0;
        }
        return true;
    }

    std::string_view rest_;
    LsdAnnounce announce_;
    bool group_ = false;
};

}  // namespace

std::optional<LsdAnnounce> parse_lsd(Bytes datagram) {
    std::string_view text{reinterpret_cast<const char*>(datagram.data()), datagram.size()};
    if (!text.starts_with(kRequestLine))
        return std::nullopt;
    text.remove_prefix(kRequestLine.size());
    return AnnounceReader{text}.read();
}

}  // namespace sluice
