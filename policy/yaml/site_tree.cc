// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/site_tree.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "policy/yaml/quantity.h"
#include "policy/yaml/read_rate.h"

namespace sluice {
namespace {

class SiteTree {
 public:
    explicit SiteTree(std::vector<ReadSite> sites)
        : sites_(std::move(sites)), nodes_(sites_.size()) {
        find_parents();
        for (size_t i = 0; i < sites_.size(); ++i)
            find_level(i);
    }

    void check() const;
    std::vector<Site> in_order() const;

 private:
    static constexpr size_t kNone = SIZE_MAX;
    // Levels count from 1, next to the link.
    static constexpr int kUnseen = 0;
    static constexpr int kBeingSeen = -1;
    static constexpr int kInALoop = -2;  // or below one

    struct Node {
        size_t parent = kNone;
        int level = kUnseen;
    };

    void find_parents();
    void find_level(size_t site);
    void complain_about_loop(size_t site) const;
    std::string path_to(size_t site) const;
    const std::string& name(size_t site) const { return sites_[site].site.name; }

    std::vector<ReadSite> sites_;
    std::vector<Node> nodes_;
};

void SiteTree::find_parents() {
    std::unordered_map<std::string_view, size_t> by_name;
    for (size_t i = 0; i < sites_.size(); ++i)
        by_name.emplace(name(i), i);
    for (size_t i = 0; i < sites_.size(); ++i)
        if (!sites_[i].site.parent.empty())
            nodes_[i].parent = by_name.at(sites_[i].site.parent);
}

// Up to the first whose level is known, and down again.
void SiteTree::find_level(size_t site) {
    std::vector<size_t> way;
    size_t at = site;
    for (; at != kNone && nodes_[at].level == kUnseen; at = nodes_[at].parent) {
        nodes_[at].level = kBeingSeen;
        way.push_back(at);
    }
    int level = at == kNone ? 0 : nodes_[at].level;
    if (level == kBeingSeen) {
        complain_about_loop(at);
        level = kInALoop;
    }
    for (; !way.empty(); way.pop_back())
        nodes_[way.back()].level = level == kInALoop ? kInALoop : ++level;
}

void SiteTree::complain_about_loop(size_t site) const {
    std::string loop = name(site);
    size_t first = site;  // as they stand in the file: where the complaint is
    for (size_t at = nodes_[site].parent; at != site; at = nodes_[at].parent) {
        loop += " in " + name(at);
        first = std::min(first, at);
    }
    sites_[first].value.complain("is inside itself: " + loop + " in " + name(site));
}

std::string SiteTree::path_to(size_t site) const {
    std::string path = name(site);
    for (size_t at = nodes_[site].parent; at != kNone; at = nodes_[at].parent)
        path += " in " + name(at);
    return path;
}

void SiteTree::check() const {
    std::vector<Rates> promised(sites_.size());
    for (size_t i = 0; i < sites_.size(); ++i) {
        // Those below it have the same mistake.
        if (nodes_[i].level == kMostSiteLevels + 1)
            sites_[i].value.complain("is on level " + std::to_string(nodes_[i].level) +
                                     ", and there may be " + std::to_string(kMostSiteLevels) +
                                     ": " + path_to(i));
        if (nodes_[i].parent == kNone)
            continue;
        for (size_t direction = 0; direction < kDirectionCount; ++direction)
            promised[nodes_[i].parent][direction] += sites_[i].site.minimum_bps[direction];
    }
    constexpr std::array<std::string_view, kDirectionCount> kDirections{"up", "down"};
    for (size_t i = 0; i < sites_.size(); ++i)
        for (size_t direction = 0; direction < kDirectionCount; ++direction) {
            const uint64_t capacity_bps = sites_[i].site.capacity_bps[direction];
            if (capacity_bps == 0 || promised[i][direction] <= capacity_bps)
                continue;
            sites_[i].value.complain(
                "the minimum rates of the sites in it are " + rate_text(promised[i][direction]) +
                " " + std::string(kDirections[direction]) +
                " together, more than its capacity of " + rate_text(capacity_bps));
        }
}

std::vector<Site> SiteTree::in_order() const {
    std::vector<size_t> order(sites_.size());
    for (size_t i = 0; i < order.size(); ++i)
        order[i] = i;
    std::stable_sort(order.begin(), order.end(),
                     [&](size_t a, size_t b) { return nodes_[a].level < nodes_[b].level; });
    std::vector<Site> sites;
    sites.reserve(order.size());
    for (const size_t i : order)
        sites.push_back(sites_[i].site);
    return sites;
}

}  // namespace

std::vector<Site> make_tree(std::vector<ReadSite> sites) {
    const SiteTree tree(std::move(sites));
    tree.check();
    return tree.in_order();
}

}  // namespace sluice
