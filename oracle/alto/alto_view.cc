// SPDX-License-Identifier: Apache-2.0
#include "oracle/alto/alto_view.h"

#include <algorithm>
#include <stdexcept>

#include "http/entity_tag.h"
#include "oracle/alto/cost_map_text.h"
#include "oracle/alto/directory.h"
#include "oracle/alto/json_text.h"
#include "oracle/alto/property_map.h"
#include "oracle/alto/resources.h"

namespace sluice {
namespace {

// RFC 7285, section 10.3.
bool is_tag(std::string_view tag) {
    constexpr size_t kLongest = 64;
    return !tag.empty() && tag.size() <= kLongest &&
           std::ranges::all_of(tag, [](char c) { return c >= 0x21 && c <= 0x7e; });
}

std::string version_tag_json(const std::string& tag) {
    if (!is_tag(tag))
        throw std::invalid_argument("a topology's tag must be 1 to 64 visible ASCII characters");
    std::string out = R"({"resource-id":)";
    append_json_name(out, kNetworkMapId);
    out += R"(,"tag":)";
    append_json_text(out, tag);
    out += '}';
    return out;
}

AltoText shared(std::string text) {
    return AltoText(std::make_shared<const std::string>(std::move(text)));
}

}  // namespace

AltoText::AltoText(std::shared_ptr<const std::string> from)
    : text(std::move(from)), entity_tag(sluice::entity_tag(*text)) {}

AltoView::Told::Told(const Topology& topology, const AltoOptions& options)
    : version_tag(version_tag_json(topology.tag())),
      network_map(topology.map(), version_tag),
      directory_text(shared(alto_directory(
          options, topology.map().prefix_count() <= kWholePropertiesMost, topology.calendar()))),
      network_map_text(network_map.whole()) {
    if (topology.map().prefix_count() <= kWholePropertiesMost)
        property_map_text.emplace(shared(PropertyMap(topology, network_map, version_tag).whole()));
}

AltoView::Costs::Costs(const Topology& topology, const std::string& version_tag)
    : numerical_text(
          shared(sluice::cost_map_text(topology, AltoCostType::Mode::numerical, version_tag))),
      ordinal_text(
          shared(sluice::cost_map_text(topology, AltoCostType::Mode::ordinal, version_tag))) {}

// The tag is the same in whatever order a file calls its locations; a Pid is a place in that.
bool AltoView::is_told_alike(const Topology& topology, const AltoView* before) {
    return before != nullptr && before->topology().tag() == topology.tag() &&
           (before->topology().calendar() == nullptr) == (topology.calendar() == nullptr) &&
           std::ranges::equal(before->topology().map().names(), topology.map().names());
}

std::shared_ptr<const AltoView::Told> AltoView::told(const Topology& topology,
                                                     const AltoOptions& options,
                                                     const AltoView* before) {
    return is_told_alike(topology, before) ? before->told_
                                           : std::make_shared<const Told>(topology, options);
}

// Most intervals are like the one before.
std::shared_ptr<const AltoView::Costs> AltoView::costs(const Topology& topology, const Told& told,
                                                       const AltoView* before) {
    const CostCalendar* const calendar = topology.calendar();
    if (is_told_alike(topology, before) &&
        (calendar == nullptr ||
         calendar->is_same(calendar->interval_at(before->topology().interval_begin_s()),
                           calendar->interval_at(topology.interval_begin_s()))))
        return before->costs_;
    return std::make_shared<const Costs>(topology, told.version_tag);
}

AltoView::AltoView(std::shared_ptr<const Topology> topology, const AltoOptions& options,
                   const AltoView* before)
    : topology_(std::move(topology)),
      options_(options),
      told_(told(*topology_, options_, before)),
      costs_(costs(*topology_, *told_, before)) {}

}  // namespace sluice
