// SPDX-License-Identifier: Apache-2.0
#include "control/config/sections.h"

#include <algorithm>
#include <charconv>

#include "control/config/seconds.h"
#include "policy/socket_address.h"
#include "policy/subscribers.h"

namespace sluice {
namespace {

constexpr uint64_t kHighestCore = 1023;
constexpr uint64_t kLongestIdleUs = 1'000'000;
constexpr int kLowestNice = -20;
constexpr int kHighestNice = 19;
constexpr std::string_view kShuntWhen[] = {"never", "overload", "always"};

void read_cores(const YamlValue& value, std::vector<unsigned>& out) {
    for (const YamlValue& item : value.one_or_more()) {
        const auto core = item.integer(0, kHighestCore);
        if (!core)
            continue;
        if (std::find(out.begin(), out.end(), *core) != out.end()) {
            item.complain("core " + std::to_string(*core) + " is listed twice");
            continue;
        }
        out.push_back(static_cast<unsigned>(*core));
    }
}

void read_microseconds(const YamlValue& value, uint32_t& out) {
    const auto ns = value.duration_ns();
    if (!ns)
        return;
    if (*ns % 1000 != 0 || *ns / 1000 > kLongestIdleUs) {
        value.complain("must be whole microseconds, at most 1s");
        return;
    }
    out = static_cast<uint32_t>(*ns / 1000);
}

void read_nice(const YamlValue& value, int& out) {
    const auto text = value.text();
    if (!text)
        return;
    int nice = 0;
    const char* end = text->data() + text->size();
    const auto [stopped, error] = std::from_chars(text->data(), end, nice);
    if (error != std::errc{} || stopped != end || nice < kLowestNice || nice > kHighestNice) {
        value.complain("must be a whole number from -20 (first) to 19 (last)");
        return;
    }
    out = nice;
}

// It is the ports' XDP programs that forward.
void read_shunt(const YamlValue& value, DataplaneConfiguration& out) {
    out.shunt = static_cast<ShuntWhen>(value.one_of(kShuntWhen).value_or(0));
    const bool possible = std::ranges::any_of(out.links, [](const LinkConfiguration& link) {
        return std::ranges::any_of(link.pairs, [](const PairConfiguration& pair) {
            return !pair.access.interface.empty() && !pair.core.interface.empty();
        });
    });
    if (out.shunt != ShuntWhen::never && !possible)
        value.complain(
            "takes a link with a pair of kernel interfaces (interface:), whose XDP "
            "programs forward past the workers");
}

}  // namespace

void read_workers(const YamlValue& value, DataplaneConfiguration& out) {
    const auto fields =
        value.fields({"cores", "idle_sleep", "idle_after", "nice", "skip_inspection", "shunt"});
    if (!fields)
        return;
    if (const auto cores = fields->find("cores"))
        read_cores(*cores, out.worker_cores);
    if (const auto sleep = fields->find("idle_sleep"))
        read_microseconds(*sleep, out.idle_sleep_us);
    if (const auto after = fields->find("idle_after"))
        read_microseconds(*after, out.idle_after_us);
    if (const auto nice = fields->find("nice"))
        read_nice(*nice, out.worker_nice);
    if (const auto skip = fields->find("skip_inspection"))
        out.skip_inspection = skip->boolean().value_or(true);
    if (const auto shunt = fields->find("shunt"))
        read_shunt(*shunt, out);
}

void read_memory(const YamlValue& value, MemoryConfiguration& out) {
    constexpr uint64_t kMost = uint64_t{1} << 28;
    struct Size {
        std::string_view key;
        uint32_t& value;
        uint64_t lowest;
        uint64_t highest = kMost;
    };
    const Size sizes[] = {
        {"flows", out.flows, 1'024},
        {"subscribers", out.subscribers, 1'024, Subscribers::kMost},
        {"undecided_flows", out.undecided_flows, 64},
        {"walked_flows", out.walked_flows, 64},
        {"kept_beginnings", out.kept_beginnings, 64},
        {"held_segments", out.held_segments, 64},
        {"learnt_endpoints", out.learnt_endpoints, 64},
        {"police_buckets", out.police_buckets, 64},
        {"connection_caps", out.connection_caps, 64},
        {"counted_strangers", out.counted_strangers, 64},
        {"fragments", out.fragments, 64},
        {"usage_rows", out.usage_rows, 1'024},
        {"queued_packets", out.queued_packets, 0},
        {"queued_flows", out.queued_flows, 64},
        {"shaped_subscribers", out.shaped_subscribers, 64},
        {"shaped_groups", out.shaped_groups, 64},
        {"shunted_flows", out.shunted_flows, 64},
        {"packet_buffers", out.packet_buffers, 1'024},
    };
    std::vector<std::string_view> keys;
    for (const Size& size : sizes)
        keys.push_back(size.key);
    const auto fields = value.fields(keys);
    if (!fields)
        return;
    for (const Size& size : sizes) {
        const auto field = fields->find(size.key);
        if (field && size.key == "packet_buffers" && field->text() == "0")
            out.packet_buffers = 0;  // as many as the ports' queues need
        else if (field)
            size.value = static_cast<uint32_t>(
                field->integer(size.lowest, size.highest).value_or(size.lowest));
    }
}

void read_metrics(const YamlValue& value, std::string& address) {
    const auto fields = value.fields({"address"});
    if (!fields)
        return;
    const auto field = fields->find("address");
    if (!field)
        return;
    const auto text = field->text();
    if (!text)
        return;
    if (*text != "none" && !SocketAddress::parse(*text))
        field->complain("'" + *text +
                        "' is no address to listen on; write 127.0.0.1:9464, [::1]:9464 or none");
    address = *text == "none" ? "" : *text;
}

void read_audit(const YamlValue& value, EventRetention& out) {
    constexpr uint64_t kFewest = 1'000;
    constexpr uint64_t kMost = 10'000'000;
    const auto fields = value.fields({"keep", "events"});
    if (!fields)
        return;
    if (const auto keep = fields->find("keep"))
        out.keep = read_seconds(
                       *keep, {std::chrono::hours(1), std::chrono::days(3'650), "from 1h to 3650d"})
                       .value_or(out.keep);
    if (const auto events = fields->find("events"))
        out.events = events->integer(kFewest, kMost).value_or(out.events);
}

void read_locality(const YamlValue& value, std::string& file) {
    const auto fields = value.fields({"file"});
    if (!fields)
        return;
    if (const auto field = fields->require("file"))
        file = field->text().value_or("");
}

void read_store(const YamlValue& value, std::string& path) {
    const auto fields = value.fields({"path"});
    if (!fields)
        return;
    if (const auto field = fields->find("path"))
        path = field->text().value_or("");
}

}  // namespace sluice
