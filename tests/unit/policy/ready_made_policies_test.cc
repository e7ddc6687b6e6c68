// SPDX-License-Identifier: Apache-2.0
// What is shipped is what this version reads.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

#include "policy/yaml/time_zone_files.h"
#include "tests/unit/policy/compiled_policy.h"

namespace sluice {
namespace {

TEST(ReadyMadePolicies, AreReadAsTheyAre) {
    const char* const root = std::getenv("SLUICE_SOURCE_ROOT");
    ASSERT_NE(root, nullptr) << "where the sources are, which meson says";
    if (!installed_time_zones()("Asia/Hong_Kong"))
        GTEST_SKIP() << "no time zones in " << kZoneInfo << " (Debian: tzdata)";
    size_t policies = 0;
    for (const auto& entry :
         std::filesystem::directory_iterator(std::filesystem::path(root) / "deploy/policies")) {
        if (entry.path().extension() != ".yaml")
            continue;
        SCOPED_TRACE(entry.path().filename().string());
        std::ifstream in(entry.path(), std::ios::binary);
        const std::string text(std::istreambuf_iterator<char>(in), {});
        EXPECT_NE(CompiledPolicy(text).rules, nullptr);
        ++policies;
    }
    EXPECT_GE(policies, 10u);
}

}  // namespace
}  // namespace sluice
