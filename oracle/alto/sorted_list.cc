// SPDX-License-Identifier: Apache-2.0
#include "oracle/alto/sorted_list.h"

#include <algorithm>

#include "policy/socket_address.h"

namespace sluice {
namespace {

std::optional<IpAddress> read_peer(std::string_view line) {
    if (const auto address = IpAddress::parse(line))
        return address;
    const auto with_port = SocketAddress::parse(line);
    return with_port ? std::optional(with_port->address) : std::nullopt;
}

}  // namespace

PeerList read_peer_list(std::string_view text, size_t most) {
    PeerList list;
    for (size_t number = 1; !text.empty(); ++number) {
        const size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (line.empty())
            continue;
        const auto address = read_peer(line);
        if (!address)
            list.bad_line = number;
        else if (list.lines.size() == most)
            list.is_too_long = true;
        if (!address || list.is_too_long)
            return list;
        list.lines.push_back(line);
        list.addresses.push_back(*address);
    }
    return list;
}

std::optional<IpAddress> read_asker(std::string_view query, const IpAddress& client) {
    while (!query.empty()) {
        const size_t end = std::min(query.find('&'), query.size());
        const std::string_view parameter = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        constexpr std::string_view kFrom = "from=";
        if (parameter.starts_with(kFrom))
            return IpAddress::parse(parameter.substr(kFrom.size()));
    }
    return client;
}

}  // namespace sluice
