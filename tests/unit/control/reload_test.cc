// SPDX-License-Identifier: Apache-2.0
#include "control/reload.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/control/control_fixture.h"

namespace sluice {
namespace {

using testing::HasSubstr;

constexpr const char* kBox =
    "links:\n"
    "  - { name: x, pairs: [{ access: { interface: a }, core: { interface: b } }] }\n";

class ReloadTest : public testing::Test, protected ControlFixture {
 protected:
    void reload_with(const std::string& text) {
        reload(folder.write("box.yaml", text), kBox, revisions, audit);
    }
};

TEST_F(ReloadTest, TheFileBecomesANewRevision) {
    reload_with(std::string(kBox) + kDropPolicy);
    ASSERT_EQ(published.size(), 1u);
    EXPECT_EQ(store.latest_revision()->source, RevisionSource::file);
    EXPECT_EQ(store.document(2), kDropPolicy);
    EXPECT_EQ(audit.latest(1).at(0).kind, "policy.imported");
}

TEST_F(ReloadTest, AWrongFileLeavesThePolicyAndSaysSo) {
    reload_with(std::string(kBox) + "rules: 3\n");
    EXPECT_TRUE(published.empty());
    const auto event = audit.latest(1).at(0);
    EXPECT_EQ(event.kind, "policy.import_refused");
    EXPECT_THAT(event.detail, HasSubstr("box.yaml:3: rules: expected a list"));
}

TEST_F(ReloadTest, WhileARevisionIsTriedTheFileHasToWait) {
    revisions.try_out({kDropPolicy, "a.yaml", "ann", "", std::nullopt}, std::chrono::minutes(1));
    reload_with(std::string(kBox) + "rules: []\n");
    EXPECT_EQ(published.size(), 1u);
    const auto event = audit.latest(1).at(0);
    EXPECT_EQ(event.kind, "policy.import_refused");
    EXPECT_THAT(event.detail, HasSubstr("the active policy stays: revision 2 is being tried"));
}

TEST_F(ReloadTest, AMissingFileLeavesThePolicyAndSaysSo) {
    reload(folder / "gone.yaml", kBox, revisions, audit);
    EXPECT_TRUE(published.empty());
    EXPECT_THAT(audit.latest(1).at(0).detail, HasSubstr("No such file or directory"));
}

}  // namespace
}  // namespace sluice
