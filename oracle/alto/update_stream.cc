// SPDX-License-Identifier: Apache-2.0
#include "oracle/alto/update_stream.h"

#include <algorithm>

#include "oracle/alto/json_text.h"
#include "oracle/alto/media_types.h"
#include "oracle/alto/update_streams.h"

namespace sluice {
namespace {

std::string json_list(const std::vector<std::string_view>& names) {
    std::string out = "[";
    bool first = true;
    for (const std::string_view name : names) {
        append_json_comma(out, first);
        append_json_text(out, name);
    }
    out += ']';
    return out;
}

}  // namespace

UpdateStream::UpdateStream(UpdateStreams& streams, std::string id, const IpAddress& reader,
                           size_t most)
    : streams_(streams), id_(std::move(id)), reader_(reader), most_(most) {
    // Section 5.3: first of all. Relative to where the stream was asked for.
    say(R"({"control-uri":")" + std::string(UpdateStreams::kControlPath) + id_ + R"("})");
}

UpdateStream::~UpdateStream() {
    streams_.forget(id_, reader_);
}

bool UpdateStream::was_used(std::string_view id) const {
    return std::ranges::find(used_, id) != used_.end();
}

// Section 7.6.
std::optional<AltoError> UpdateStream::objection(const UpdateRequest& request) const {
    std::vector<std::string_view> again;
    std::vector<std::string_view> unknown;
    for (const auto& one : request.add)
        if (was_used(one.id))
            again.push_back(one.id);
    for (const std::string_view id : request.remove)
        if (!was_used(id))
            unknown.push_back(id);
    if (!again.empty())
        return alto_wrong_value("add", json_list(again));
    if (!unknown.empty())
        return alto_wrong_value("remove", json_list(unknown));
    if (request.removes_all && !request.add.empty())
        return alto_wrong_value("remove", "[]");
    if (used_.size() + request.add.size() > most_)
        return alto_unavailable("add");
    return std::nullopt;
}

std::optional<AltoError> UpdateStream::change(const UpdateRequest& request, bool is_first) {
    const auto state = streams_.state();
    std::function<void()> ready;
    {
        const std::lock_guard lock(mutex_);
        if (auto error = objection(request))
            return error;
        std::vector<std::string_view> started;
        for (const auto& one : request.add) {
            // Section 6.5: only the network map has a tag.
            const bool is_known = one.resource == 0 && one.tag && *one.tag == state->tag;
            substreams_.push_back({std::string(one.id), one.resource, one.takes_patches,
                                   is_known ? state->texts[one.resource].version : 0});
            used_.emplace_back(one.id);
            started.push_back(used_.back());
        }
        std::ranges::stable_sort(substreams_, {}, &Substream::resource);
        std::vector<std::string_view> stopped;
        if (request.removes_all) {
            for (const Substream& one : substreams_)
                stopped.push_back(one.id);
        } else {
            stopped = request.remove;
        }
        if (!started.empty() && !is_first)
            say(R"({"started":)" + json_list(started) + "}");
        if (!stopped.empty())
            say(R"({"stopped":)" + json_list(stopped) + "}");
        std::erase_if(substreams_, [&](const Substream& one) {
            return request.removes_all || std::ranges::find(stopped, one.id) != stopped.end();
        });
        ready = ready_;
    }
    if (ready)
        ready();
    return std::nullopt;
}

void UpdateStream::say(const std::string& control) {
    controls_.push_back(control);
}

void UpdateStream::wake() {
    std::function<void()> ready;
    {
        const std::lock_guard lock(mutex_);
        ready = ready_;
    }
    if (ready)
        ready();
}

void UpdateStream::begin(std::function<void()> ready) {
    const std::lock_guard lock(mutex_);
    ready_ = std::move(ready);
}

bool UpdateStream::take(std::string& out, size_t bytes) {
    const auto state = streams_.state();
    const std::lock_guard lock(mutex_);
    while (out.size() < bytes && (event_ || begin_event(*state))) {
        event_->append_to(out, bytes - out.size());
        if (event_->is_written())
            event_.reset();
    }
    // Section 7.6: a stream of nothing is over.
    return event_ || !controls_.empty() || !substreams_.empty();
}

// False if there is nothing to tell.
bool UpdateStream::begin_event(const UpdateState& state) {
    if (!controls_.empty()) {
        event_.emplace(kUpdateControlType,
                       std::make_shared<const std::string>(std::move(controls_.front())));
        controls_.pop_front();
        return true;
    }
    for (Substream& one : substreams_) {
        const UpdatedText& now = state.texts[one.resource];
        if (one.told == now.version)
            continue;
        begin_update(one, now);
        return true;
    }
    return false;
}

void UpdateStream::begin_update(Substream& substream, const UpdatedText& now) {
    const bool is_next = substream.told != 0 && substream.told + 1 == now.version;
    const bool as_patch = is_next && substream.takes_patches && now.patch != nullptr;
    const std::string_view type =
        as_patch ? kMergePatchType : entry_of(kUpdatedResources[substream.resource]).media_type;
    event_.emplace(std::string(type) + "," + substream.id, as_patch ? now.patch : now.text);
    substream.told = now.version;
}

}  // namespace sluice
