// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/topology_tag.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <vector>

#include <openssl/evp.h>

namespace sluice {
namespace {

// Of SHA-256; a tag has at most 64 characters, and half of it will do.
constexpr size_t kTagBytes = 16;

class Digest {
 public:
    Digest() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
        if (!context_ || EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) != 1)
            throw std::bad_alloc();
        waiting_.reserve(kBlock + 64);
    }

    template <typename T>
    void add(const T& number) {
        add(&number, sizeof number);
    }
    void add(const void* bytes, size_t count) {
        const auto* first = static_cast<const uint8_t*>(bytes);
        waiting_.insert(waiting_.end(), first, first + count);
        if (waiting_.size() >= kBlock)
            flush();
    }

    std::string hexadecimal() {
        flush();
        std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
        EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr);
        std::string text;
        for (size_t i = 0; i < kTagBytes; ++i) {
            text += "0123456789abcdef"[digest[i] >> 4];
            text += "0123456789abcdef"[digest[i] & 15];
        }
        return text;
    }

 private:
    static constexpr size_t kBlock = 16'384;

    void flush() {
        EVP_DigestUpdate(context_.get(), waiting_.data(), waiting_.size());
        waiting_.clear();
    }

    std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context_;
    std::vector<uint8_t> waiting_;
};

// The changes of each row, so that a pair's are told by something short.
std::vector<std::string> row_digests(const CostCalendar& calendar) {
    std::vector<std::string> digests;
    for (const auto& row : calendar.changes().rows) {
        Digest digest;
        for (const CostChange& change : row) {
            digest.add(change.factor);
            digest.add(change.more);
        }
        digests.push_back(digest.hexadecimal());
    }
    return digests;
}

void add_calendar(Digest& digest, const CostCalendar& calendar, std::span<const Pid> by_name) {
    digest.add(calendar.day().interval_s);
    digest.add(calendar.day().utc_offset_s);
    digest.add(calendar.day().repeated);
    const std::vector<std::string> rows = row_digests(calendar);
    for (const Pid from : by_name)
        for (const Pid to : by_name) {
            const std::string& row =
                rows[calendar.changes().row_of[size_t{from} * calendar.pids() + to]];
            digest.add(row.data(), row.size());
        }
}

}  // namespace

std::string topology_tag(std::span<const std::string> names,
                         std::span<const std::pair<Prefix, Pid>> prefixes,
                         const CostMap& routing_cost, const CostCalendar* calendar) {
    std::vector<Pid> by_name(names.size());
    for (size_t i = 0; i < names.size(); ++i)
        by_name[i] = static_cast<Pid>(i);
    std::sort(by_name.begin(), by_name.end(), [&](Pid a, Pid b) { return names[a] < names[b]; });
    std::vector<Pid> place_of(names.size());
    for (size_t i = 0; i < by_name.size(); ++i)
        place_of[by_name[i]] = static_cast<Pid>(i);

    // Each part says how long it is, so that none can be taken for the beginning of another.
    Digest digest;
    digest.add(static_cast<uint64_t>(names.size()));
    for (const Pid pid : by_name) {
        digest.add(static_cast<uint64_t>(names[pid].size()));
        digest.add(names[pid].data(), names[pid].size());
    }
    digest.add(static_cast<uint64_t>(prefixes.size()));
    for (const auto& [prefix, pid] : prefixes) {
        digest.add(prefix.address.bytes.data(), prefix.address.bytes.size());
        digest.add(prefix.length);
        digest.add(place_of[pid]);
    }
    for (const Pid from : by_name)
        for (const Pid to : by_name)
            digest.add(routing_cost.cost(from, to));
    if (calendar != nullptr)
        add_calendar(digest, *calendar, by_name);
    return digest.hexadecimal();
}

}  // namespace sluice
