// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/exchange.h"
#include "oracle/alto/alto_error.h"
#include "oracle/alto/event_text.h"
#include "oracle/alto/requests.h"
#include "oracle/alto/update_state.h"
#include "policy/address.h"

namespace sluice {

class UpdateStreams;

// One update stream (RFC 8895, section 6). What it tells is found out when there is room to send
// it: who reads slowly is told of the newest version alone, and nothing piles up. Any thread.
class UpdateStream final : public HttpStream {
 public:
    // most: of substreams, over its whole life. streams outlive it.
    UpdateStream(UpdateStreams& streams, std::string id, const IpAddress& reader, size_t most);
    ~UpdateStream() override;  // is forgotten

    // Adds and then removes what is asked for, or nothing (section 7.6). The first time, before
    // anybody reads, what is added is not said.
    std::optional<AltoError> change(const UpdateRequest& request, bool is_first);

    void wake();  // something may be new

    void begin(std::function<void()> ready) override;
    bool take(std::string& out, size_t bytes) override;
    std::string_view sign_of_life() const override { return ":\n\n"; }

 private:
    struct Substream {
        std::string id;
        size_t resource;  // a place among kUpdatedResources
        bool takes_patches;
        uint64_t told;  // the version; 0: none
    };

    std::optional<AltoError> objection(const UpdateRequest& request) const;
    bool was_used(std::string_view id) const;
    bool begin_event(const UpdateState& state);
    void begin_update(Substream& substream, const UpdatedText& now);
    void say(const std::string& control);

    UpdateStreams& streams_;
    const std::string id_;
    const IpAddress reader_;
    const size_t most_;

    std::mutex mutex_;
    std::function<void()> ready_;
    std::vector<Substream> substreams_;  // in the order of kUpdatedResources
    std::vector<std::string> used_;      // ids of substreams, removed or not
    std::deque<std::string> controls_;   // to be said
    std::optional<EventText> event_;     // being said
};

}  // namespace sluice
