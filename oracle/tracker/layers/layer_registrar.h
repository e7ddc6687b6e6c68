// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "http/fetch.h"
#include "oracle/tracker/layers/layer_above.h"

namespace sluice {

// Keeps this tracker registered with the one above, in a thread of its own: renews at a third of
// the lifetime, tries again where it cannot, and takes leave at the end.
class LayerRegistrar {
 public:
    using Ask = std::function<FetchedReply(const HttpUrl&, const FetchOptions&)>;
    using Know = std::function<void(bool)>;
    using Tell = std::function<void(const std::string&)>;

    // know: whether the one above is there, after each attempt. tell: a line where that changes, or
    // why it is not. Both are called on its thread. above outlives it.
    LayerRegistrar(const LayerAbove& above, Know know, Tell tell, Ask ask = fetch);
    ~LayerRegistrar();  // takes leave, which takes some seconds at the most
    LayerRegistrar(const LayerRegistrar&) = delete;
    LayerRegistrar& operator=(const LayerRegistrar&) = delete;

    bool is_registered() const { return is_registered_.load(); }
    uint64_t attempts() const { return attempts_.load(); }
    uint64_t failures() const { return failures_.load(); }

 private:
    void run();
    uint32_t attempt();  // in how many seconds to make the next one
    void withdraw();
    FetchOptions options(const std::string& body) const;
    void settle(bool is_registered, const std::string& line);

    const LayerAbove& above_;
    const Know know_;
    const Tell tell_;
    const Ask ask_;
    uint32_t in_a_row_ = 0;  // failed
    std::string told_;
    std::atomic<bool> is_registered_{false};
    std::atomic<uint64_t> attempts_{0};
    std::atomic<uint64_t> failures_{0};
    std::mutex mutex_;  // of stopping_
    std::condition_variable wake_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace sluice
