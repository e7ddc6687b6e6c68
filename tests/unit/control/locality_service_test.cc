// SPDX-License-Identifier: Apache-2.0
#include "control/services/locality_service.h"

#include <sstream>

#include <gtest/gtest.h>
#include <prometheus/text_serializer.h>

#include "control/metrics/locality_metrics.h"
#include "control/sluicectl/locality_table.h"
#include "tests/unit/control/fake_dataplane.h"
#include "tests/unit/control/scratch_folder.h"

namespace sluice {
namespace {

class LocalityServiceTest : public testing::Test {
 protected:
    void set(Locality locality, Label label, uint64_t up, uint64_t down) {
        auto& of =
            fake_.counters[0]
                ->locality_ip_bytes[static_cast<size_t>(locality)][static_cast<size_t>(label)];
        of[0].set(up);
        of[1].set(down);
    }
    v1::LocalityStatus status(const LocalityWatch& watch) {
        LocalityService service(watch, fake_.view);
        v1::LocalityStatus status;
        EXPECT_TRUE(service.Get(nullptr, nullptr, &status).ok());
        return status;
    }
    static std::string printed(const v1::LocalityStatus& status) {
        std::ostringstream out;
        print_locality(status, status.read_at().seconds() + 7'620, out);
        return out.str();
    }

    const LocalityWatch::Sinks nowhere_{[](const std::shared_ptr<const LocalityTable>&) {},
                                        [](const std::string&, const std::string&) {}};
    const ScratchFolder folder_;
    FakeDataplane fake_;
};

TEST_F(LocalityServiceTest, TellsWhatStayedLocalByLabel) {
    const LocalityWatch watch(folder_.write("l.csv", "198.18.0.0/15,local\n"), nowhere_);
    set(Locality::local, Label::bittorrent_peer, 3'000, 9'000);
    set(Locality::transit, Label::bittorrent_peer, 1'000, 1'000);
    set(Locality::peering, Label::tls, 0, 5'000);
    fake_.counters[1]->locality_ip_bytes[0][0][0].set(77);
    const v1::LocalityStatus told = status(watch);
    EXPECT_EQ(told.prefixes(), 1u);
    EXPECT_TRUE(told.has_read_at());
    ASSERT_EQ(told.bytes_size(), 4);
    const std::string text = printed(told);
    EXPECT_NE(text.find("1 prefixes, read "), std::string::npos) << text;
    EXPECT_NE(text.find(", 2h07m ago\n"), std::string::npos) << text;
    EXPECT_NE(text.find("75% / 90%"), std::string::npos) << text;
    EXPECT_EQ(text.find("not taken"), std::string::npos) << text;
}

TEST_F(LocalityServiceTest, AFileThatIsNotTakenIsSaidToBe) {
    const LocalityWatch watch(folder_.write("l.csv", "198.18.0.0/15,near\n"), nowhere_);
    const std::string text = printed(status(watch));
    EXPECT_NE(text.find("not read yet"), std::string::npos) << text;
    EXPECT_NE(text.find(":1: 'near' is neither"), std::string::npos) << text;
}

TEST_F(LocalityServiceTest, WithoutAFileNothingIsToldApart) {
    const LocalityWatch watch("", nowhere_);
    EXPECT_EQ(printed(status(watch)), "nothing is told apart: no locality file is configured\n");
    Families out;
    add_locality_metrics(watch.state(), fake_.view.workers(), out);
    EXPECT_TRUE(out.take().empty());
}

TEST_F(LocalityServiceTest, MetricsHaveAllThreeForEachLabel) {
    const LocalityWatch watch(folder_.write("l.csv", "198.18.0.0/15,local\n"), nowhere_);
    set(Locality::transit, Label::bittorrent_peer, 1'000, 2'000);
    Families out;
    add_locality_metrics(watch.state(), fake_.view.workers(), out);
    const auto families = out.take();
    ASSERT_FALSE(families.empty());
    EXPECT_EQ(families[0].name, "sluice_locality_bytes_total");
    EXPECT_EQ(families[0].metric.size(), 3 * kLabelCount * 2);
    double sum = 0;
    for (const auto& metric : families[0].metric)
        sum += metric.counter.value;
    EXPECT_EQ(sum, 3'000);
    const std::string text = prometheus::TextSerializer().Serialize(families);
    for (const char* line :
         {"sluice_locality_bytes_total{locality=\"transit\",label=\"bittorrent.peer\","
          "direction=\"down\"} 2000\n",
          "sluice_locality_prefixes 1\n", "sluice_locality_file_good 1\n",
          "sluice_locality_files_refused_total 0\n", "\nsluice_locality_read_time_seconds "})
        EXPECT_NE(text.find(line), std::string::npos) << line << text;
}

TEST_F(LocalityServiceTest, MetricsTellThatTheFileIsNotTaken) {
    const LocalityWatch watch(folder_.write("l.csv", "198.18.0.0/15,near\n"), nowhere_);
    Families out;
    add_locality_metrics(watch.state(), fake_.view.workers(), out);
    const std::string text = prometheus::TextSerializer().Serialize(out.take());
    for (const char* line : {"sluice_locality_prefixes 0\n", "sluice_locality_file_good 0\n",
                             "sluice_locality_files_refused_total 1\n"})
        EXPECT_NE(text.find(line), std::string::npos) << line << text;
    EXPECT_EQ(text.find("read_time"), std::string::npos) << "nothing was ever read";
}

}  // namespace
}  // namespace sluice
