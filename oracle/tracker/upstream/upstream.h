// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "http/fetch.h"
#include "oracle/tracker/shared_tracker.h"
#include "oracle/tracker/upstream/upstream_hashes.h"

namespace sluice {

// Asks another tracker for peers of the swarms that it may be asked for and that somebody here is
// in, at most once an interval each and one at a time, in a thread of its own: no answer waits for
// it.
class Upstream {
 public:
    using Ask = std::function<FetchedReply(const HttpUrl&, const FetchOptions&)>;
    using Clock = std::function<uint32_t()>;  // seconds; does not go back

    // Reads the hashes; throws as read_upstream_hashes(). The config and the tracker outlive it.
    Upstream(const UpstreamConfig& config, SharedTracker& tracker, Ask ask = fetch,
             Clock clock = tracker_now_s);
    ~Upstream();
    Upstream(const Upstream&) = delete;
    Upstream& operator=(const Upstream&) = delete;

    void start();
    // Reads the hashes anew. Throws the same, and what was stays.
    void reload();

    // Asks for one swarm, if it is anyone's turn. What the thread does all the time.
    bool ask_for_one();

    struct Counts {
        std::atomic<uint64_t> hashes{0};
        std::atomic<uint64_t> private_files{0};
        std::atomic<uint64_t> broken_files{0};
        std::atomic<uint64_t> asked{0};
        std::atomic<uint64_t> failed{0};  // no answer, or a refusal
        std::atomic<uint64_t> merged{0};  // peers, each time
        std::atomic<uint64_t> unfit{0};   // peers that could not be taken
    };
    const Counts& counts() const { return counts_; }

 private:
    void run();
    std::optional<InfoHash> next();
    uint32_t ask_for(const InfoHash& hash);
    void merge(const InfoHash& hash, const std::vector<PeerEndpoint>& peers);

    const UpstreamConfig& config_;
    const HttpUrl announce_;
    SharedTracker& tracker_;
    const Ask ask_;
    const Clock clock_;
    Counts counts_;
    std::mutex mutex_;  // of what follows, but for the last two
    std::condition_variable wake_;
    bool stopping_ = false;
    std::vector<InfoHash> hashes_;
    size_t at_ = 0;  // where the search goes on
    std::map<InfoHash, uint32_t> not_before_s_;
    std::thread thread_;
};

}  // namespace sluice
