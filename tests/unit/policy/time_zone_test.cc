// SPDX-License-Identifier: Apache-2.0
#include "policy/time_zone.h"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "policy/yaml/time_zone_files.h"
#include "tests/unit/policy/unix_time.h"

namespace sluice {
namespace {

constexpr int32_t kHour = 3'600;

std::string big_endian(int64_t value, int bytes) {
    std::string text;
    for (int i = bytes - 1; i >= 0; --i)
        text += static_cast<char>(value >> 8 * i & 0xff);
    return text;
}

// A file as zic writes it, of this one version and nothing that is not asked for.
struct Tzif {
    std::vector<int32_t> offsets_s{0};
    std::vector<std::pair<int64_t, uint8_t>> changes = {};  // to which of the offsets
    std::string footer = "UTC0";
    uint32_t leap_seconds = 0;

    std::string block(int bytes_per_time) const {
        std::string text = "TZif2" + std::string(15, '\0');
        for (const size_t count : {size_t{0}, size_t{0}, size_t{leap_seconds}, changes.size(),
                                   offsets_s.size(), size_t{4}})
            text += big_endian(static_cast<int64_t>(count), 4);
        for (const auto& [time_s, type] : changes)
            text += big_endian(time_s, bytes_per_time);
        for (const auto& [time_s, type] : changes)
            text += static_cast<char>(type);
        for (const int32_t offset_s : offsets_s)
            text += big_endian(offset_s, 4) + std::string(2, '\0');
        text += std::string("LMT\0", 4);
        text += std::string(leap_seconds * (static_cast<size_t>(bytes_per_time) + 4), '\0');
        return text;
    }
    std::string text() const { return block(4) + block(8) + "\n" + footer + "\n"; }
};

TEST(TimeZone, ChangesWhenItsFileSaysAndGoesOnByItsRule) {
    const Tzif file{.offsets_s = {1'172, kHour, 2 * kHour},
                    .changes = {{-5'000'000'000, 1}, {100, 2}, {utc(2020, 1, 1), 1}},
                    .footer = "HKT-8"};
    const auto zone = TimeZone::parse(file.text());
    ASSERT_TRUE(zone);
    EXPECT_EQ(zone->offset_s(-5'000'000'001), 1'172) << "before 1901, which takes 64 bits";
    EXPECT_EQ(zone->offset_s(-5'000'000'000), kHour);
    EXPECT_EQ(zone->offset_s(99), kHour);
    EXPECT_EQ(zone->offset_s(100), 2 * kHour);
    EXPECT_EQ(zone->offset_s(utc(2020, 1, 1)), 8 * kHour);
}

TEST(TimeZone, StaysAsItWasWhereNoRuleIsKnown) {
    const Tzif file{.offsets_s = {0, kHour}, .changes = {{100, 1}}, .footer = ""};
    const auto zone = TimeZone::parse(file.text());
    ASSERT_TRUE(zone);
    EXPECT_EQ(zone->offset_s(INT64_MAX), kHour);
    EXPECT_EQ(zone->offset_s(INT64_MIN), 0);
}

TEST(TimeZone, IsUtcUnlessRead) {
    EXPECT_EQ(TimeZone{}.offset_s(0), 0);
}

TEST(TimeZone, IsNothingElse) {
    EXPECT_FALSE(TimeZone::parse(""));
    EXPECT_FALSE(TimeZone::parse("TZdata"));
    EXPECT_FALSE(TimeZone::parse(Tzif{.offsets_s = {}}.text()));
    EXPECT_FALSE(TimeZone::parse(Tzif{.offsets_s = {100'000}}.text()));
    EXPECT_FALSE(TimeZone::parse(Tzif{.changes = {{5, 1}}}.text())) << "there is one offset";
    EXPECT_FALSE(TimeZone::parse(Tzif{.changes = {{5, 0}, {5, 0}}}.text())) << "none after another";
    EXPECT_FALSE(TimeZone::parse(Tzif{.footer = "UTC"}.text()));
    EXPECT_FALSE(TimeZone::parse(Tzif{.leap_seconds = 1}.text())) << "no UNIX clock counts them";
}

TEST(TimeZone, IsNothingWhereItsFileIsCutOff) {
    const std::string whole = Tzif{.offsets_s = {0, 8 * kHour}, .changes = {{5, 1}}}.text();
    ASSERT_TRUE(TimeZone::parse(whole));
    for (size_t length = 0; length < whole.size(); ++length)
        EXPECT_FALSE(TimeZone::parse(std::string_view(whole).substr(0, length))) << length;
}

// The system's own, which differ between its versions in what is long past alone.
TEST(TimeZone, AgreesWithWhatIsKnownOfPlaces) {
    struct Known {
        const char* zone;
        int64_t unix_time_s;
        int32_t offset_s;
    };
    const std::vector<Known> known{{"Asia/Hong_Kong", utc(2008, 3, 1), 8 * kHour},
                                   {"Europe/Berlin", utc(2007, 3, 25, 0, 59, 59), kHour},
                                   {"Europe/Berlin", utc(2007, 3, 25, 1), 2 * kHour},
                                   {"Europe/Berlin", utc(2031, 10, 26, 1), kHour},
                                   {"America/New_York", utc(2040, 7, 1), -4 * kHour},
                                   {"Asia/Kathmandu", utc(2026, 1, 1), 5 * kHour + 45 * 60},
                                   {"Australia/Lord_Howe", utc(2045, 1, 1), 11 * kHour}};
    const TimeZoneFiles files = installed_time_zones();
    if (!files("Asia/Hong_Kong"))
        GTEST_SKIP() << "no time zones in " << kZoneInfo << " (Debian: tzdata)";
    for (const Known& one : known) {
        const auto file = files(one.zone);
        const auto zone = file ? TimeZone::parse(*file) : std::nullopt;
        ASSERT_TRUE(zone) << one.zone;
        EXPECT_EQ(zone->offset_s(one.unix_time_s), one.offset_s)
            << one.zone << " at " << one.unix_time_s;
    }
}

TEST(TimeZone, FilesAreThoseOfTheDatabaseAlone) {
    for (const char* const name : {"", "/etc/passwd", "../../../etc/passwd", "Asia//Hong_Kong",
                                   "Asia/", "tzdata.zi", "Asia"})
        EXPECT_FALSE(installed_time_zones()(name)) << name;
}

}  // namespace
}  // namespace sluice
