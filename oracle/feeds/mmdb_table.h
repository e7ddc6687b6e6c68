// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "oracle/feeds/feed_reader.h"

namespace sluice {

// A MaxMind DB: of whichever addresses it knows, autonomous_system_number (as GeoLite2-ASN has it),
// country.iso_code and subdivisions[0].iso_code (as GeoLite2-Country and -City have them). Entries
// without any of these are passed over. All of it is read once: what follows wants prefixes, in
// order, beside those of other feeds.
class MmdbTable : public FeedReader {
 public:
    static constexpr size_t kMostBytes = size_t{512} << 20;

    MmdbTable();
    ~MmdbTable() override;
    MmdbTable(const MmdbTable&) = delete;
    MmdbTable& operator=(const MmdbTable&) = delete;

    void add(Bytes chunk) override;
    FeedTable finish() override;

 private:
    bool has_its_tree() const;

    // libmaxminddb opens names alone, and maps what they name: a copy without a name in any folder
    // can neither be cut nor change while it is read.
    int file_ = -1;
    size_t bytes_ = 0;
    FeedTableBuilder builder_;
};

}  // namespace sluice
