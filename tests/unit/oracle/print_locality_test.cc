// SPDX-License-Identifier: Apache-2.0
#include "oracle/print_locality.h"

#include <sstream>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "policy/locality/locality_lines.h"
#include "tests/unit/oracle/feeds/topology_files.h"

namespace sluice {
namespace {

class PrintLocality : public testing::Test {
 protected:
    void write(const std::string& locality) { files_.write(files_.definition() + locality); }
    std::string printed() const {
        std::ostringstream out;
        print_locality(files_.path(), out);
        return out.str();
    }
    std::string told() const {
        std::ostringstream out;
        try {
            print_locality(files_.path(), out);
        } catch (const std::runtime_error& error) {
            EXPECT_EQ(out.str(), "") << "half a file is worse than none";
            return error.what();
        }
        return "nothing";
    }
    std::string at(const std::string& what) const { return files_.path() + ":" + what; }

    TopologyFiles files_;
};

TEST_F(PrintLocality, MakesTheFileThatTheBoxReads) {
    write("locality: { local: home, peering: neighbour }\n");
    const auto parsed = parse_localities(printed(), "l.csv");
    ASSERT_TRUE(parsed.table) << printed();
    const auto where = [&](const char* address) {
        return parsed.table->of(*IpAddress::parse(address));
    };
    EXPECT_EQ(where("192.0.2.1"), Locality::local);
    EXPECT_EQ(where("203.0.113.1"), Locality::peering) << "by the feed's AS numbers";
    EXPECT_EQ(where("198.18.0.1"), Locality::transit);
}

TEST_F(PrintLocality, AFeedThatIsNotBelievedGivesNoFile) {
    write("locality: { local: home, peering: neighbour }\n");
    files_.write_feed("");
    EXPECT_EQ(told().find(at(" feed table: ")), 0u) << told();
}

TEST_F(PrintLocality, AMistakeInTheTopologyIsToldAsEverywhere) {
    write("locality: { local: hme }\n");
    EXPECT_EQ(told().find(at("7: locality.local: ")), 0u) << told();
    write("locality: { peering: neighbour }\n");
    EXPECT_EQ(told(), at("7: locality: needs 'local': which PIDs are in your own network"));
}

TEST_F(PrintLocality, ATopologyThatSaysNothingOfItIsAskedTo) {
    EXPECT_EQ(told(), at(" says nothing of localities; write locality: { local: [...], "
                         "peering: [...] } with names of PIDs"));
}

}  // namespace
}  // namespace sluice
