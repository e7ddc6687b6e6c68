// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/http_reply.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace sluice {
namespace {

// Keys are to be written in their order: of raw bytes.
class BencodeWriter {
 public:
    BencodeWriter& begin_dictionary() { return put('d'); }
    BencodeWriter& begin_list() { return put('l'); }
    BencodeWriter& end() { return put('e'); }
    BencodeWriter& text(std::string_view text) {
        out_ += std::to_string(text.size());
        put(':');
        out_ += text;
        return *this;
    }
    BencodeWriter& bytes(Bytes bytes) {
        return text({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    }
    BencodeWriter& number(uint64_t number) {
        put('i');
        out_ += std::to_string(number);
        return put('e');
    }
    std::string take() { return std::move(out_); }

 private:
    BencodeWriter& put(char c) {
        out_ += c;
        return *this;
    }
    std::string out_;
};

Bytes significant(const IpAddress& address) {
    return Bytes{address.bytes}.subspan(address.is_ipv4() ? 12 : 0);
}

void write_peer(BencodeWriter& out, Bytes compact) {
    Reader in{compact};
    IpAddress address;
    if (compact.size() == PeerGroup::kCompactIpv4)
        address = IpAddress::from_ipv4(in.be32());
    else
        address = IpAddress::from_ipv6(in.take(16).data());
    out.begin_dictionary().text("ip").text(address.to_string());
    out.text("port").number(in.be16()).end();
}

void write_peers(BencodeWriter& out, Bytes peers, size_t entry_bytes) {
    for (; peers.size() >= entry_bytes; peers = peers.subspan(entry_bytes))
        write_peer(out, peers.first(entry_bytes));
}

}  // namespace

std::string http_announce_body(const HttpAnnounceBody& body) {
    BencodeWriter out;
    out.begin_dictionary().text("complete").number(body.counts.seeds);
    out.text("external ip").bytes(significant(body.external_ip));
    out.text("incomplete").number(body.counts.incomplete());
    out.text("interval").number(body.interval_s);
    out.text("peers");
    if (!body.compact) {
        out.begin_list();
        const bool ipv6_first = !body.external_ip.is_ipv4();
        if (ipv6_first)
            write_peers(out, body.ipv6_peers, PeerGroup::kCompactIpv6);
        write_peers(out, body.ipv4_peers, PeerGroup::kCompactIpv4);
        if (!ipv6_first)
            write_peers(out, body.ipv6_peers, PeerGroup::kCompactIpv6);
        return out.end().end().take();
    }
    out.bytes(body.ipv4_peers);
    if (!body.ipv6_peers.empty())
        out.text("peers6").bytes(body.ipv6_peers);
    return out.end().take();
}

std::string http_scrape_body(std::span<const InfoHash> hashes,
                             std::span<const SwarmCounts> counts) {
    // A dictionary has each key once.
    std::vector<size_t> order(hashes.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](size_t a, size_t b) { return hashes[a] < hashes[b]; });
    order.erase(std::unique(order.begin(), order.end(),
                            [&](size_t a, size_t b) { return hashes[a] == hashes[b]; }),
                order.end());

    BencodeWriter out;
    out.begin_dictionary().text("files").begin_dictionary();
    for (const size_t i : order) {
        out.bytes(hashes[i].bytes).begin_dictionary();
        out.text("complete").number(counts[i].seeds);
        out.text("downloaded").number(counts[i].completed);
        out.text("downloaders").number(counts[i].leechers);
        out.text("incomplete").number(counts[i].incomplete()).end();
    }
    return out.end().end().take();
}

std::string http_failure_body(const RefusalText& text) {
    BencodeWriter out;
    out.begin_dictionary().text("failure reason").text(text.reason).text("retry in");
    if (text.retry_minutes == 0)
        out.text("never");
    else
        out.number(text.retry_minutes);
    return out.end().take();
}

}  // namespace sluice
