// SPDX-License-Identifier: Apache-2.0
#include "oracle/alto/alto_view.h"

#include <algorithm>
#include <stdexcept>

#include "http/entity_tag.h"
#include "oracle/alto/cost_map_text.h"
#include "oracle/alto/directory.h"
#include "oracle/alto/json_text.h"
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

AltoView::AltoView(std::shared_ptr<const Topology> topology, const AltoOptions& options)
    : topology_(std::move(topology)),
      options_(options),
      version_tag_(version_tag_json(topology_->tag())),
      network_map_(topology_->map(), version_tag_),
      directory_text_(shared(alto_directory(options_.with_ranking))),
      network_map_text_(network_map_.whole()),
      numerical_text_(
          shared(sluice::cost_map_text(*topology_, AltoCostType::Mode::numerical, version_tag_))),
      ordinal_text_(
          shared(sluice::cost_map_text(*topology_, AltoCostType::Mode::ordinal, version_tag_))) {}

}  // namespace sluice
