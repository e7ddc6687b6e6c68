// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "http/exchange.h"
#include "oracle/alto/alto_view.h"
#include "oracle/alto/requests.h"
#include "oracle/alto/update_state.h"
#include "policy/address.h"

namespace sluice {

class UpdateStream;

// The update streams of a server (RFC 8895), and how those who read them control them. Any thread.
// Outlives the streams that it opens.
class UpdateStreams {
 public:
    // Where streams are controlled: behind it stands what nobody can guess.
    static constexpr std::string_view kControlPath = "/alto/updates/streams/";

    // random: such that nobody can guess what comes; it is called by one thread at a time.
    UpdateStreams(const AltoLimits& limits, std::function<uint64_t()> random);
    ~UpdateStreams();

    // What is told from now on. From one thread, which writes what changed if anybody reads that.
    void publish(const std::shared_ptr<const AltoView>& view);

    // A stream of what the request adds (section 6), or 503 if there are too many of them.
    HttpReply open(const UpdateRequest& request, const IpAddress& client);

    // Section 7. id: behind kControlPath.
    bool has(std::string_view id) const;
    HttpReply control(std::string_view id, const UpdateRequest& request);

    size_t count() const;

 private:
    friend class UpdateStream;

    std::shared_ptr<const UpdateState> state() const;
    std::string next_id();
    bool add(const std::string& id, const std::shared_ptr<UpdateStream>& stream,
             const IpAddress& reader);
    void forget(const std::string& id, const IpAddress& reader);
    std::shared_ptr<UpdateStream> find(std::string_view id) const;

    const AltoLimits limits_;
    const std::function<uint64_t()> random_;
    mutable std::mutex mutex_;
    std::shared_ptr<const UpdateState> state_;
    std::shared_ptr<const AltoView> view_;
    std::map<std::string, std::weak_ptr<UpdateStream>, std::less<>> streams_;
    std::map<IpAddress, size_t> by_reader_;  // how many each has; of IPv6 a /64
};

}  // namespace sluice
