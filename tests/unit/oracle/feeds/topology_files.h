// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace sluice {

// A folder with a topology file and an IP-to-AS table, which goes with it.
class TopologyFiles {
 public:
    TopologyFiles() {
        char path[] = "/tmp/sluice-topology-XXXXXX";
        folder_ = mkdtemp(path);
        write_feed(
            "198.51.100.0\t198.51.100.255\t64497\tDE\tONE\n"
            "203.0.113.0\t203.0.113.255\t64497\tDE\tONE\n");
        write(definition());
    }
    ~TopologyFiles() { std::filesystem::remove_all(folder_); }
    TopologyFiles(const TopologyFiles&) = delete;
    TopologyFiles& operator=(const TopologyFiles&) = delete;

    std::string path() const { return folder_ / "topology.yaml"; }
    std::string definition() const {
        return "pids:\n"
               "  home: { prefixes: [192.0.2.0/24] }\n"
               "  neighbour: { origin: 64497 }\n"
               "  elsewhere: { default: true }\n"
               "costs: { routing: { own: 0, others: 10 } }\n"
               "feeds: [{ name: table, format: ip-to-as, file: " +
               (folder_ / "table.tsv").string() + ", stale_after: 1h }]\n";
    }
    void write(const std::string& text) { std::ofstream(path()) << text; }
    void write_feed(const std::string& text) { std::ofstream(folder_ / "table.tsv") << text; }
    void remove_feed() { std::filesystem::remove(folder_ / "table.tsv"); }

 private:
    std::filesystem::path folder_;
};

}  // namespace sluice
