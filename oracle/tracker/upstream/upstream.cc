// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/upstream/upstream.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include "oracle/tracker/upstream/upstream_messages.h"

namespace sluice {
namespace {

constexpr size_t kLookedUpAtOnce = 256;    // while the tracker is locked
constexpr size_t kLookedUpInAll = 16'384;  // for one turn
constexpr size_t kAnswerBytes = 256 * 1'024;
constexpr uint64_t kAskNs = 10'000'000'000;
constexpr uint32_t kLongestIntervalS = 86'400;
constexpr auto kPause = std::chrono::seconds(1);

HttpUrl parsed(const std::string& text) {
    const auto url = HttpUrl::parse(text);
    if (!url)
        throw std::runtime_error("the upstream tracker has no URL");
    return *url;
}

}  // namespace

Upstream::Upstream(const UpstreamConfig& config, SharedTracker& tracker, Ask ask, Clock clock)
    : config_(config),
      announce_(parsed(config.announce)),
      tracker_(tracker),
      ask_(std::move(ask)),
      clock_(std::move(clock)) {
    reload();
}

Upstream::~Upstream() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable())
        thread_.join();
}

void Upstream::start() {
    thread_ = std::thread([this] { run(); });
}

void Upstream::reload() {
    UpstreamHashes read = read_upstream_hashes(config_);
    counts_.hashes = read.hashes.size();
    counts_.private_files = read.private_files;
    counts_.broken_files = read.broken_files;
    const std::lock_guard lock(mutex_);
    hashes_ = std::move(read.hashes);
    std::erase_if(not_before_s_, [&](const auto& entry) {
        return !std::ranges::binary_search(hashes_, entry.first);
    });
}

void Upstream::run() {
    for (;;) {
        ask_for_one();
        std::unique_lock lock(mutex_);
        if (wake_.wait_for(lock, kPause, [this] { return stopping_; }))
            return;
    }
}

bool Upstream::ask_for_one() {
    const auto hash = next();
    if (!hash)
        return false;
    const uint32_t pause_s = ask_for(*hash);
    const std::lock_guard lock(mutex_);
    not_before_s_[*hash] = clock_() + pause_s;
    return true;
}

// The tracker is locked for few hashes at a time.
std::optional<InfoHash> Upstream::next() {
    const std::lock_guard lock(mutex_);
    const uint32_t now_s = clock_();
    std::erase_if(not_before_s_, [&](const auto& entry) { return now_s >= entry.second; });
    for (size_t left = std::min(hashes_.size(), kLookedUpInAll); left > 0;) {
        const std::lock_guard tracker_lock(tracker_.mutex);
        for (size_t i = 0; i < kLookedUpAtOnce && left > 0; ++i, --left) {
            at_ = at_ >= hashes_.size() ? 0 : at_;
            const InfoHash& hash = hashes_[at_++];
            if (tracker_.tracker.has_announced(hash) && !not_before_s_.contains(hash))
                return hash;
        }
    }
    return std::nullopt;
}

// How long to leave it alone then.
uint32_t Upstream::ask_for(const InfoHash& hash) {
    FetchOptions options;
    options.ca_file = config_.ca_file;
    options.deadline_ns = kAskNs;
    options.limits.body_bytes = kAnswerBytes;
    ++counts_.asked;
    try {
        const FetchedReply reply = ask_(upstream_request(announce_, hash, false), options);
        const auto answer = parse_upstream_answer(
            {reinterpret_cast<const uint8_t*>(reply.body.data()), reply.body.size()});
        if (answer && !answer->is_refusal && reply.status == 200) {
            merge(hash, answer->peers);
            ask_(upstream_request(announce_, hash, true), options);
            return std::clamp(answer->interval_s.value_or(0), config_.interval_s,
                              std::max(config_.interval_s, kLongestIntervalS));
        }
        ++counts_.failed;
        return std::max(config_.interval_s, answer ? answer->interval_s.value_or(0) : 0);
    } catch (const std::exception&) {
        ++counts_.failed;
        return config_.interval_s;
    }
}

void Upstream::merge(const InfoHash& hash, const std::vector<PeerEndpoint>& peers) {
    const uint32_t now_s = clock_();
    const std::lock_guard lock(tracker_.mutex);
    for (const PeerEndpoint& peer : peers)
        ++(tracker_.tracker.merge(hash, peer, now_s) ? counts_.merged : counts_.unfit);
}

}  // namespace sluice
