// SPDX-License-Identifier: Apache-2.0
#include "control/ipfix/exporter.h"

#include <atomic>
#include <deque>
#include <mutex>

#include "policy/hash.h"
#include "tests/unit/control/ipfix/decoder.h"
#include "tests/unit/control/ipfix/flows.h"
#include "tests/unit/control/ipfix/loopback_collector.h"

namespace sluice::test {
namespace {

constexpr uint32_t kEnterprise = IpfixSettings::kDocumentationEnterprise;

// A packet path with records to give.
class Records {
 public:
    void add(const FlowRecord& record) {
        const std::lock_guard lock(mutex_);
        waiting_.push_back(record);
    }
    IpfixExporter::Source source() {
        return {
            [this](std::span<FlowRecord> room) {
                const std::lock_guard lock(mutex_);
                size_t count = 0;
                for (; count < room.size() && !waiting_.empty(); ++count) {
                    room[count] = waiting_.front();
                    waiting_.pop_front();
                }
                return count;
            },
            [] { return uint64_t{5'000'000'000}; },
            [](uint32_t record) { return "s-" + std::to_string(record); },
            [] { return IpfixLoss{}; },
            [this] {
                add(at_the_end);
                flushed_ = true;
            },
            [this] { return flushed_.load(); },
        };
    }

    FlowRecord at_the_end = exported().record;

 private:
    std::mutex mutex_;
    std::deque<FlowRecord> waiting_;
    std::atomic<bool> flushed_{false};
};

std::vector<IpfixDecoder::Record> flows_of(LoopbackCollector& collector, IpfixDecoder& decoder) {
    std::vector<IpfixDecoder::Record> flows;
    for (const auto& octets : collector.read()) {
        for (const auto& record : decoder.read(octets).records) {
            if (record.id == 256)
                flows.push_back(record);
        }
    }
    EXPECT_EQ(decoder.mistake(), "");
    return flows;
}

void ignore(const std::string&) {}

TEST(IpfixExporter, WithoutACollectorNothingIsTaken) {
    IpfixExporter::Source source = Records().source();
    source.take = [](std::span<FlowRecord>) -> size_t {
        ADD_FAILURE() << "taken";
        return 0;
    };
    const IpfixExporter exporter({}, source, ignore);
    EXPECT_TRUE(exporter.sessions().empty());
}

TEST(IpfixExporter, NamesTheSubscriberAndNeverOneWhoHasTheNumberNow) {
    LoopbackCollector collector(IpfixProtocol::udp);
    Records records;
    FlowRecord record = exported().record;
    record.subscriber_record = 3;
    record.subscriber_key = hash_text("s-3");
    records.add(record);
    record.subscriber_key = hash_text("whose number 3 was before");
    records.add(record);
    record.subscriber_record = SubscriberRef::kNobody;
    record.subscriber_key = 0;
    records.add(record);
    IpfixSettings settings;
    settings.collectors = {collector.collector()};
    const IpfixExporter exporter(settings, records.source(), ignore);
    IpfixDecoder decoder;
    std::vector<IpfixDecoder::Record> flows;
    ASSERT_TRUE(wait_until([&] {
        for (const auto& flow : flows_of(collector, decoder))
            flows.push_back(flow);
        return flows.size() == 6;
    }));
    EXPECT_EQ(flows[0].text(1, kEnterprise), "s-3");
    EXPECT_EQ(flows[2].text(1, kEnterprise), "");
    EXPECT_EQ(flows[4].text(1, kEnterprise), "");
}

TEST(IpfixExporter, TimesAreOfTheWallClock) {
    LoopbackCollector collector(IpfixProtocol::udp);
    Records records;
    FlowRecord record = exported().record;
    record.start_ns = 2'000'000'000;  // three seconds ago, by the source's clock
    record.end_ns = 5'000'000'000;
    records.add(record);
    IpfixSettings settings;
    settings.collectors = {collector.collector()};
    const IpfixExporter exporter(settings, records.source(), ignore);
    IpfixDecoder decoder;
    std::vector<IpfixDecoder::Record> flows;
    ASSERT_TRUE(wait_until([&] {
        flows = flows_of(collector, decoder);
        return !flows.empty();
    }));
    const auto now_ms = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::system_clock::now().time_since_epoch());
    EXPECT_NEAR(static_cast<double>(flows[0].number(153)), static_cast<double>(now_ms.count()),
                10'000);
    EXPECT_EQ(flows[0].number(153) - flows[0].number(152), 3'000u);
}

TEST(IpfixExporter, EveryCollectorGetsEverythingThoughOneOfThemIsNotThere) {
    LoopbackCollector udp(IpfixProtocol::udp);
    LoopbackCollector tcp(IpfixProtocol::tcp);
    IpfixSettings settings;
    {
        const LoopbackCollector gone(IpfixProtocol::tcp);
        settings.collectors = {gone.collector(), udp.collector(), tcp.collector()};
    }
    Records records;
    std::optional<IpfixExporter> exporter;
    exporter.emplace(settings, records.source(), ignore);
    ASSERT_TRUE(wait_until([&] { return exporter->sessions()[2]->counts().up.get() == 1; }));
    for (int i = 0; i < 300; ++i)
        records.add(exported().record);
    IpfixDecoder decoders[2];
    size_t by_udp = 0;
    size_t by_tcp = 0;
    EXPECT_TRUE(wait_until([&] {
        by_udp += flows_of(udp, decoders[0]).size();
        by_tcp += flows_of(tcp, decoders[1]).size();
        return by_udp == 600 && by_tcp == 600;
    })) << by_udp
        << " and " << by_tcp;
    EXPECT_EQ(exporter->sessions()[0]->counts().lost_unreachable.get(), 600u);
    exporter.reset();
    EXPECT_EQ(flows_of(udp, decoders[0]).size(), 2u) << "what was made at the end";
    EXPECT_EQ(flows_of(tcp, decoders[1]).size(), 2u);
}

}  // namespace
}  // namespace sluice::test
