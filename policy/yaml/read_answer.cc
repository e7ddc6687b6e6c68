// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/read_answer.h"

#include <array>
#include <string_view>

namespace sluice {
namespace {

constexpr uint32_t kMostConnections = 1u << 24;

// In the order of ResetEnds, but for none.
constexpr std::array<std::string_view, 3> kEnds{"subscriber", "remote", "both"};
static_assert(static_cast<int>(ResetEnds::subscriber) == 1 &&
              static_cast<int>(ResetEnds::both) == static_cast<int>(kEnds.size()));

constexpr std::array<std::string_view, 3> kBeyond{"drop", "reset", "refuse"};

}  // namespace

ResetEnds read_reset_ends(const YamlValue& value) {
    const auto index = value.one_of(kEnds);
    return index ? static_cast<ResetEnds>(*index + 1) : ResetEnds::none;
}

std::optional<ConnectionCap> read_connection_cap(const YamlValue& value) {
    const auto fields = value.fields({"most", "beyond"});
    if (!fields)
        return std::nullopt;
    ConnectionCap cap;
    if (const auto beyond = fields->find("beyond"))
        if (const auto index = beyond->one_of(kBeyond))
            cap.beyond = static_cast<BeyondCap>(*index);
    const auto most = fields->require("most");
    const auto count = most ? most->integer(1, kMostConnections) : std::nullopt;
    if (!count)
        return std::nullopt;
    cap.most = static_cast<uint32_t>(*count);
    return cap;
}

}  // namespace sluice
