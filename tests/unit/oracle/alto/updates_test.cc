// SPDX-License-Identifier: Apache-2.0
// RFC 8895.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "oracle/alto/event_text.h"
#include "oracle/alto/update_streams.h"
#include "tests/unit/oracle/alto/sample_view.h"

namespace sluice {
namespace {

using Json = nlohmann::json;

struct Event {
    std::string type;
    std::string id;
    Json data;
};

// As a client reads a stream: lines of an event's data are joined by line breaks.
std::vector<Event> events_of(std::string text) {
    std::vector<Event> events;
    std::string type;
    std::string data;
    for (size_t end; (end = text.find('\n')) != std::string::npos; text.erase(0, end + 1)) {
        const std::string line = text.substr(0, end);
        if (line.starts_with("event: ")) {
            type = line.substr(7);
        } else if (line.starts_with("data: ")) {
            EXPECT_LT(line.size(), 1'100u);
            data += line.substr(6) + "\n";
        } else if (line.empty() && !data.empty()) {
            const size_t comma = type.find(',');
            events.push_back({type.substr(0, comma),
                              comma == std::string::npos ? "" : type.substr(comma + 1),
                              Json::parse(data)});
            data.clear();
        } else {
            EXPECT_TRUE(line.empty() || line.starts_with(":")) << line;
        }
    }
    EXPECT_EQ(text, "");
    return events;
}

Topology::Parts with_tag(const char* tag) {
    Topology::Parts parts = sample_parts();
    parts.tag = tag;
    return parts;
}

// A server of updates, and one who reads them.
class Updates {
 public:
    explicit Updates(AltoLimits limits = {}) : streams(limits, [this] { return ++random_; }) {
        options_.limits = limits;
        service_ = std::make_unique<AltoService>(options_, 1, &streams);
        publish(with_tag("one"));
    }

    void publish(Topology::Parts parts) {
        view_ = std::make_shared<const AltoView>(std::make_shared<const Topology>(std::move(parts)),
                                                 options_, view_.get());
        streams.publish(view_);
    }

    HttpReply post(std::string_view target, const Json& body,
                   std::string_view type = kUpdateParamsType) {
        const std::string text = body.is_string() ? body.get<std::string>() : body.dump();
        HttpRequest request;
        request.method = "POST";
        request.target = target;
        request.content_type = type;
        request.body = text;
        request.client = client;
        return service_->answer(request, *view_).reply;
    }

    HttpReply open(const Json& add) { return post("/alto/updates", {{"add", add}}); }

    const AltoView& view() const { return *view_; }

    IpAddress client = *IpAddress::parse("192.0.2.1");

 private:
    uint64_t random_ = 0xabcdef;
    AltoOptions options_;
    std::shared_ptr<const AltoView> view_;

 public:
    UpdateStreams streams;

 private:
    std::unique_ptr<AltoService> service_;
};

class Reader {
 public:
    explicit Reader(HttpReply reply) : reply_(std::move(reply)) {
        EXPECT_EQ(reply_.status, 200u) << reply_.content();
        EXPECT_EQ(reply_.media_type, "text/event-stream");
        if (reply_.stream)
            reply_.stream->begin([this] { ++woken; });
    }

    // All that there is now, in parts of some size.
    std::vector<Event> read(size_t part = 65'536) {
        std::string all;
        for (std::string next; is_open; all += next) {
            next.clear();
            is_open = reply_.stream->take(next, part);
            EXPECT_LT(next.size(), part + 2'000);
            if (next.empty())
                break;
        }
        return events_of(all);
    }

    int woken = 0;
    bool is_open = true;

 private:
    HttpReply reply_;
};

const Json kBoth = {{"map", {{"resource-id", "network-map"}}},
                    {"costs", {{"resource-id", "numerical-routingcost-map"}}}};

Json told(const HttpReply& reply) {
    return json_of(reply);
}

TEST(AltoUpdates, AStreamBeginsWithHowToControlItAndWhatThereIs) {
    Updates updates;
    Reader reader(updates.open({{"a-costs", {{"resource-id", "numerical-routingcost-map"}}},
                                {"b-map", {{"resource-id", "network-map"}}},
                                {"c", {{"resource-id", "ordinal-routingcost-map"}}}}));
    const auto events = reader.read();
    ASSERT_EQ(events.size(), 4u);
    EXPECT_EQ(events[0].type, "application/alto-updatestreamcontrol+json");
    const std::string control = events[0].data["control-uri"];
    EXPECT_TRUE(control.starts_with("/alto/updates/streams/")) << control;
    EXPECT_EQ(control.size(), 22u + 32u);
    // Section 6.7.1: what others depend on comes first, whatever the client calls it.
    EXPECT_EQ(events[1].id, "b-map");
    EXPECT_EQ(events[1].type, "application/alto-networkmap+json");
    EXPECT_EQ(events[1].data, Json::parse(*updates.view().network_map_text().text));
    EXPECT_EQ(events[2].id, "a-costs");
    EXPECT_EQ(events[2].type, "application/alto-costmap+json");
    EXPECT_EQ(events[2].data,
              Json::parse(*updates.view().cost_map_text(AltoCostType::Mode::numerical).text));
    EXPECT_EQ(events[3].id, "c");
    EXPECT_TRUE(reader.read().empty());
    EXPECT_TRUE(reader.is_open);
}

// Whatever changes, the patches make of what the client has what a new client gets.
TEST(AltoUpdates, PatchesMakeOfTheLastVersionTheNext) {
    Updates updates;
    Reader reader(updates.open(kBoth));
    Json map, costs;
    const auto apply = [&] {
        size_t patches = 0;
        for (const Event& event : reader.read()) {
            if (event.id.empty())
                continue;
            Json& target = event.id == "map" ? map : costs;
            if (event.type == "application/merge-patch+json") {
                target.merge_patch(event.data);
                ++patches;
            } else {
                target = event.data;
            }
        }
        EXPECT_EQ(map, Json::parse(*updates.view().network_map_text().text));
        EXPECT_EQ(costs,
                  Json::parse(*updates.view().cost_map_text(AltoCostType::Mode::numerical).text));
        return patches;
    };
    EXPECT_EQ(apply(), 0u);

    Topology::Parts parts = with_tag("two");  // costs that change, become known, are known no more
    parts.routing_cost = CostMap(3);
    parts.routing_cost.set(0, 0, 1);
    parts.routing_cost.set(0, 1, 6);
    parts.routing_cost.set(0, 2, 10);
    parts.routing_cost.set(1, 2, 7.25F);
    parts.routing_cost.set(1, 1, 1);
    updates.publish(parts);
    EXPECT_EQ(reader.woken, 1);
    EXPECT_EQ(apply(), 2u);

    // A prefix that moves, one that is new, a kind of address that is gone; a location that is
    // gone, one that is new, and others that are called in another order.
    const auto prefix = [](const char* text) { return *Prefix::parse(text); };
    parts.tag = "three";
    parts.map = std::make_shared<const NetworkMap>(
        std::vector<std::string>{"world", "home", "new"},
        std::vector<std::pair<Prefix, Pid>>{{prefix("192.0.2.0/24"), 1},
                                            {prefix("198.51.100.0/25"), 1},
                                            {prefix("203.0.113.0/24"), 2},
                                            {prefix("0.0.0.0/0"), 0},
                                            {prefix("::/0"), 0}});
    parts.routing_cost = CostMap(3);
    parts.routing_cost.set(1, 1, 1);
    parts.routing_cost.set(1, 2, 3);
    parts.routing_cost.set(2, 0, 9);
    parts.ranking_cost = CostMap(3);
    updates.publish(parts);
    apply();

    parts.tag = "four";  // nothing but the tag
    updates.publish(parts);
    EXPECT_EQ(apply(), 2u);
    updates.publish(parts);  // nothing at all
    EXPECT_TRUE(reader.read().empty());
}

// Every change of one of many costs is told by little; where all change, by the whole.
TEST(AltoUpdates, TellsWhatIsShorter) {
    Updates updates;
    const auto large = [](const char* tag, float all, float one) {
        std::vector<std::string> names;
        for (int i = 0; i < 40; ++i)
            names.push_back("location-" + std::to_string(i));
        Topology::Parts parts = sample_parts();
        parts.tag = tag;
        parts.map = std::make_shared<const NetworkMap>(
            names, std::vector<std::pair<Prefix, Pid>>{{*Prefix::parse("0.0.0.0/0"), 0}});
        parts.routing_cost = CostMap(40);
        for (Pid i = 0; i < 40; ++i)
            for (Pid j = 0; j < 40; ++j)
                parts.routing_cost.set(i, j, i + j == 1 ? one : all);
        parts.ranking_cost = CostMap(40);
        return parts;
    };
    updates.publish(large("a", 5, 5));
    Reader reader(updates.open(kBoth));
    ASSERT_EQ(reader.read(100).size(), 3u);
    updates.publish(large("b", 5, 6));
    auto events = reader.read(100);
    ASSERT_EQ(events.size(), 2u);
    EXPECT_EQ(events[1].type, "application/merge-patch+json");
    EXPECT_LT(events[1].data.dump().size(), 300u);
    updates.publish(large("c", 7, 7));
    events = reader.read(100);
    ASSERT_EQ(events.size(), 2u);
    EXPECT_EQ(events[1].type, "application/alto-costmap+json");
}

TEST(AltoUpdates, WhoWantsNoPatchesOrWasAwayGetsTheWhole) {
    Updates updates;
    Reader whole(
        updates.open({{"map", {{"resource-id", "network-map"}, {"incremental-changes", false}}}}));
    Reader away(updates.open(kBoth));
    whole.read();
    away.read();
    updates.publish(with_tag("two"));
    auto events = whole.read();
    ASSERT_EQ(events.size(), 1u);
    EXPECT_EQ(events[0].type, "application/alto-networkmap+json");
    updates.publish(with_tag("three"));
    events = away.read();  // two versions at once: nothing piled up
    ASSERT_EQ(events.size(), 2u);
    EXPECT_EQ(events[0].type, "application/alto-networkmap+json");
    EXPECT_EQ(events[0].data["meta"]["vtag"]["tag"], "three");
}

// Section 6.5: who has the current version already is told of the next alone.
TEST(AltoUpdates, WhoHasTheCurrentMapIsNotSentItAgain) {
    Updates updates;
    const auto with = [](const char* tag) {
        return Json({{"map", {{"resource-id", "network-map"}, {"tag", tag}}}});
    };
    Reader reader(updates.open(with("one")));
    EXPECT_EQ(reader.read().size(), 1u);
    updates.publish(with_tag("two"));
    const auto events = reader.read();
    ASSERT_EQ(events.size(), 1u);
    EXPECT_EQ(events[0].type, "application/merge-patch+json");
    Reader old(updates.open(with("one")));
    EXPECT_EQ(old.read().size(), 2u);
}

TEST(AltoUpdates, AStreamIsControlledByItsUri) {
    Updates updates;
    Reader reader(updates.open(kBoth));
    const std::string control = reader.read()[0].data["control-uri"];
    EXPECT_EQ(updates
                  .post(control, {{"add", {{"more", {{"resource-id", "ordinal-routingcost-map"}}}}},
                                  {"remove", {"costs"}}})
                  .status,
              204u);
    EXPECT_EQ(reader.woken, 1);
    auto events = reader.read();
    ASSERT_EQ(events.size(), 3u);
    EXPECT_EQ(events[0].data, Json({{"started", {"more"}}}));
    EXPECT_EQ(events[1].data, Json({{"stopped", {"costs"}}}));
    EXPECT_EQ(events[2].id, "more");

    const auto error = [&](const Json& body, const char* field, const char* value) {
        const HttpReply reply = updates.post(control, body);
        EXPECT_EQ(reply.status, 400u) << body;
        const Json meta = told(reply)["meta"];
        EXPECT_EQ(meta["code"], "E_INVALID_FIELD_VALUE");
        EXPECT_EQ(meta["field"], field) << body;
        EXPECT_EQ(meta["value"], value) << body;
    };
    const Json again = {{"costs", {{"resource-id", "network-map"}}}};
    error({{"add", again}}, "add", R"(["costs"])");
    error({{"remove", {"map", "none"}}}, "remove", R"(["none"])");
    const Json fresh = {{"fresh", {{"resource-id", "network-map"}}}};
    error({{"add", fresh}, {"remove", Json::array()}}, "remove", "[]");
    error({{"add", fresh}, {"remove", {"fresh"}}}, "remove", R"(["fresh"])");
    EXPECT_TRUE(reader.read().empty()) << "what is wrong changes nothing";
    EXPECT_EQ(updates.post(control, {{"remove", {"costs"}}}).status, 204u) << "twice is allowed";
    reader.read();

    // Section 7.6: a stream of nothing is over, and so is its URI with it.
    EXPECT_EQ(updates.post(control, {{"remove", Json::array()}}).status, 204u);
    events = reader.read();
    ASSERT_EQ(events.size(), 1u);
    EXPECT_EQ(events[0].data, Json({{"stopped", {"map", "more"}}}));
    EXPECT_FALSE(reader.is_open);
}

TEST(AltoUpdates, AStreamThatIsOverIsControlledNoMore) {
    Updates updates;
    std::string control;
    {
        Reader reader(updates.open(kBoth));
        control = reader.read()[0].data["control-uri"];
        EXPECT_EQ(updates.streams.count(), 1u);
        EXPECT_EQ(updates.post(control, {{"remove", {"map"}}}, "text/plain").status, 415u);
    }
    EXPECT_EQ(updates.streams.count(), 0u);
    EXPECT_EQ(updates.post(control, {{"remove", {"map"}}}).status, 404u);
    EXPECT_EQ(updates.post("/alto/updates/streams/", {{"remove", {"map"}}}).status, 404u);
    updates.publish(with_tag("two"));  // there is nobody to wake
}

TEST(AltoUpdates, TooManyStreamsAreRefused) {
    AltoLimits limits;
    limits.streams = 3;
    limits.streams_per_address = 2;
    limits.substreams = 2;
    Updates updates(limits);
    Reader one(updates.open(kBoth));
    Reader two(updates.open(kBoth));
    const HttpReply third = updates.open(kBoth);
    EXPECT_EQ(third.status, 503u);
    EXPECT_GT(third.retry_after_s, 0u);
    updates.client = *IpAddress::parse("192.0.2.2");
    Reader other(updates.open(kBoth));
    updates.client = *IpAddress::parse("192.0.2.3");
    EXPECT_EQ(updates.open(kBoth).status, 503u);
    // Of one stream, too, over its life.
    const std::string control = one.read()[0].data["control-uri"];
    const Json fresh = {{"fresh", {{"resource-id", "network-map"}}}};
    EXPECT_EQ(updates.post(control, {{"add", fresh}}).status, 503u);
    EXPECT_EQ(updates.streams.count(), 3u);
}

TEST(AltoUpdates, WhatIsWrongOpensNoStream) {
    Updates updates;
    const auto error = [&](const Json& body, const char* code, const char* field) {
        const HttpReply reply = updates.post("/alto/updates", body);
        EXPECT_EQ(reply.status, 400u) << body;
        EXPECT_EQ(reply.stream, nullptr);
        const Json meta = told(reply)["meta"];
        EXPECT_EQ(meta["code"], code) << body;
        if (field != nullptr) {
            EXPECT_EQ(meta["field"], field) << body;
        }
    };
    error(Json::object(), "E_MISSING_FIELD", "add");
    error({{"add", Json::object()}}, "E_MISSING_FIELD", "add");
    error({{"remove", Json::array()}}, "E_MISSING_FIELD", "add");
    error({{"add", {"map"}}}, "E_INVALID_FIELD_TYPE", "add");
    error({{"add", {{"map", "network-map"}}}}, "E_INVALID_FIELD_TYPE", "add/map");
    error({{"add", {{"map", Json::object()}}}}, "E_MISSING_FIELD", "add/map/resource-id");
    error({{"add", {{"map", {{"resource-id", "endpoint-cost"}}}}}}, "E_INVALID_FIELD_VALUE",
          "add/map/resource-id");
    error({{"add", {{"a.b", {{"resource-id", "network-map"}}}}}}, "E_INVALID_FIELD_VALUE", "add");
    error({{"add", {{std::string(65, 'a'), {{"resource-id", "network-map"}}}}}},
          "E_INVALID_FIELD_VALUE", "add");
    error({{"add", {{"map", {{"resource-id", "network-map"}, {"incremental-changes", 1}}}}}},
          "E_INVALID_FIELD_TYPE", "add/map/incremental-changes");
    error({{"add", {{"map", {{"resource-id", "network-map"}, {"tag", 1}}}}}},
          "E_INVALID_FIELD_TYPE", "add/map/tag");
    error(R"({"add":{"m":{"resource-id":"network-map"},"m":{"resource-id":"network-map"}}})",
          "E_SYNTAX", nullptr);
    EXPECT_EQ(updates.streams.count(), 0u);
}

// A cut may come anywhere, within an escape, too.
TEST(AltoUpdates, AnEventIsTheSameInWhateverParts) {
    Json whole;
    for (int i = 0; i < 200; ++i)
        whole["name \"" + std::to_string(i) + "\", \\"] = {i, "a,b", "\\\",\\"};
    const auto json = std::make_shared<const std::string>(whole.dump());
    for (size_t part : {size_t{1}, size_t{2}, size_t{7}, size_t{511}, size_t{100'000}}) {
        EventText event("kind", json);
        std::string text;
        while (!event.is_written())
            event.append_to(text, part);
        const auto events = events_of(text);
        ASSERT_EQ(events.size(), 1u) << part;
        EXPECT_EQ(events[0].data, whole) << part;
        EXPECT_NE(text.find("\ndata: ", 20), std::string::npos) << "it is of several lines";
    }
}

}  // namespace
}  // namespace sluice
