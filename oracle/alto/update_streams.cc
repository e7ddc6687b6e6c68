// SPDX-License-Identifier: Apache-2.0
#include "oracle/alto/update_streams.h"

#include <charconv>
#include <vector>

#include "oracle/alto/media_types.h"
#include "oracle/alto/merge_patch.h"
#include "oracle/alto/update_stream.h"

namespace sluice {
namespace {

constexpr uint32_t kComeAgainS = 60;
constexpr size_t kNumerical = 1;  // among kUpdatedResources
constexpr size_t kNetworkMap = 0;

IpAddress reader_of(const IpAddress& client) {
    return client.is_ipv4() ? client : Prefix::covering(client, 64).address;
}

std::string hexadecimal(uint64_t first, uint64_t second) {
    std::string out;
    for (const uint64_t half : {first, second})
        for (int shift = 60; shift >= 0; shift -= 4)
            out += "0123456789abcdef"[half >> shift & 15];
    return out;
}

const AltoText& text_of(const AltoView& view, AltoResource resource) {
    if (resource == AltoResource::network_map)
        return view.network_map_text();
    return view.cost_map_text(resource == AltoResource::numerical_cost_map
                                  ? AltoCostType::Mode::numerical
                                  : AltoCostType::Mode::ordinal);
}

// By a quarter at least: with the whole nothing can go wrong at the other end.
std::shared_ptr<const std::string> if_shorter(std::string patch, const std::string& whole) {
    return patch.size() <= whole.size() / 4 * 3
               ? std::make_shared<const std::string>(std::move(patch))
               : nullptr;
}

HttpReply busy() {
    HttpReply reply;
    reply.status = 503;
    reply.retry_after_s = kComeAgainS;
    return reply;
}

}  // namespace

UpdateStreams::UpdateStreams(const AltoLimits& limits, std::function<uint64_t()> random)
    : limits_(limits), random_(std::move(random)) {}

UpdateStreams::~UpdateStreams() = default;

// Of ordinal costs there is no patch: where one cost changes, all may (section 9.4).
void UpdateStreams::publish(const std::shared_ptr<const AltoView>& view) {
    auto next = std::make_shared<UpdateState>();
    next->tag = view->topology().tag();
    const auto before = state();
    const bool is_read = count() > 0;
    for (size_t i = 0; i < kUpdatedResources.size(); ++i) {
        UpdatedText& text = next->texts[i];
        text.text = text_of(*view, kUpdatedResources[i]).text;
        text.version = before ? before->texts[i].version : 1;
        if (!before || before->texts[i].text == text.text) {
            text.patch = before ? before->texts[i].patch : nullptr;
            continue;
        }
        ++text.version;
        if (!is_read)
            continue;
        if (i == kNetworkMap)
            text.patch = if_shorter(
                network_map_patch(view_->network_map(), view->network_map(), view->version_tag()),
                *text.text);
        else if (i == kNumerical)
            text.patch =
                if_shorter(cost_map_patch(view_->topology(), view->topology(), view->version_tag()),
                           *text.text);
    }
    view_ = view;
    std::vector<std::shared_ptr<UpdateStream>> streams;
    {
        const std::lock_guard lock(mutex_);
        state_ = std::move(next);
        for (const auto& [id, stream] : streams_)
            streams.push_back(stream.lock());
    }
    for (const auto& stream : streams)
        if (stream)
            stream->wake();
}

std::string UpdateStreams::next_id() {
    const std::lock_guard lock(mutex_);
    const uint64_t first = random_();
    return hexadecimal(first, random_());
}

// False if there are too many; a reader may not take them all.
bool UpdateStreams::add(const std::string& id, const std::shared_ptr<UpdateStream>& stream,
                        const IpAddress& reader) {
    const std::lock_guard lock(mutex_);
    const auto of_reader = by_reader_.find(reader);
    if (!state_ || streams_.size() >= limits_.streams ||
        (of_reader != by_reader_.end() && of_reader->second >= limits_.streams_per_address))
        return false;
    streams_.emplace(id, stream);
    ++by_reader_[reader];
    return true;
}

HttpReply UpdateStreams::open(const UpdateRequest& request, const IpAddress& client) {
    const IpAddress reader = reader_of(client);
    const std::string id = next_id();
    auto stream = std::make_shared<UpdateStream>(*this, id, reader, limits_.substreams);
    if (!add(id, stream, reader))
        return busy();
    if (const auto error = stream->change(request, true))
        return alto_error_reply(*error);
    HttpReply reply;
    reply.media_type = kEventStreamType;
    reply.stream = std::move(stream);
    return reply;
}

void UpdateStreams::forget(const std::string& id, const IpAddress& reader) {
    const std::lock_guard lock(mutex_);
    if (streams_.erase(id) == 0)
        return;
    const auto found = by_reader_.find(reader);
    if (found != by_reader_.end() && --found->second == 0)
        by_reader_.erase(found);
}

std::shared_ptr<UpdateStream> UpdateStreams::find(std::string_view id) const {
    const std::lock_guard lock(mutex_);
    const auto found = streams_.find(id);
    return found == streams_.end() ? nullptr : found->second.lock();
}

bool UpdateStreams::has(std::string_view id) const {
    return find(id) != nullptr;
}

// 204: what was asked for is done, whatever of it is still to be said (section 7.6).
HttpReply UpdateStreams::control(std::string_view id, const UpdateRequest& request) {
    HttpReply reply;
    const auto stream = find(id);
    if (!stream) {
        reply.status = 404;
        return reply;
    }
    if (const auto error = stream->change(request, false))
        return alto_error_reply(*error);
    reply.status = 204;
    return reply;
}

std::shared_ptr<const UpdateState> UpdateStreams::state() const {
    const std::lock_guard lock(mutex_);
    return state_;
}

size_t UpdateStreams::count() const {
    const std::lock_guard lock(mutex_);
    return streams_.size();
}

}  // namespace sluice
