// SPDX-License-Identifier: Apache-2.0
#include "control/locality/locality_watch.h"

#include <cerrno>
#include <cstring>
#include <exception>
#include <utility>

#include <sys/stat.h>

#include "policy/locality/locality_lines.h"
#include "policy/yaml/text_file.h"

namespace sluice {
namespace {

constexpr int64_t kMostBytes = 64 << 20;  // of 500,000 lines with room for comments
constexpr int64_t kNsPerS = 1'000'000'000;

}  // namespace

LocalityWatch::LocalityWatch(std::string file, Sinks sinks, std::chrono::milliseconds every)
    : sinks_(std::move(sinks)) {
    state_.file = std::move(file);
    if (state_.file.empty())
        return;
    look();
    thread_ = std::jthread([this, every](const std::stop_token& stop) {
        std::unique_lock waiting(waiting_);
        while (!stopping_.wait_for(waiting, stop, every, [&] { return stop.stop_requested(); }))
            look();
    });
}

LocalityWatch::State LocalityWatch::state() const {
    const std::lock_guard lock(mutex_);
    return state_;
}

void LocalityWatch::look() {
    const std::string file = state_.file;
    const auto version = version_of(file);
    if (!version) {
        const std::string why = "cannot read " + file + ": " + std::strerror(errno);
        if (seen_ || state().objection.empty())
            refuse(why);
        seen_.reset();
        return;
    }
    if (version == seen_)
        return;
    seen_ = version;
    if (!version->is_file)
        return refuse("cannot read " + file + ": it is no file");
    if (version->bytes > kMostBytes)
        return refuse(file + ": is larger than 64 MiB");
    try {
        ParsedLocalities parsed = parse_localities(read_text_file(file), file);
        if (parsed.table != nullptr)
            return take(std::move(parsed.table));
        const size_t more = parsed.complaints.size() - 1;
        refuse(parsed.complaints.front().to_string() +
               (more == 0 ? "" : " (and " + std::to_string(more) + " more)"));
    } catch (const std::exception& error) {
        refuse(error.what());
    }
}

std::optional<LocalityWatch::Version> LocalityWatch::version_of(const std::string& file) {
    struct stat status {};
    if (stat(file.c_str(), &status) != 0)
        return std::nullopt;
    return Version{status.st_ctim.tv_sec * kNsPerS + status.st_ctim.tv_nsec, status.st_size,
                   status.st_ino, S_ISREG(status.st_mode)};
}

void LocalityWatch::take(std::shared_ptr<const LocalityTable> table) {
    const size_t prefixes = table->prefixes();
    {
        const std::lock_guard lock(mutex_);
        state_.read_at = std::chrono::system_clock::now();
        state_.prefixes = prefixes;
        state_.memory_bytes = table->memory_bytes();
        state_.objection.clear();
    }
    sinks_.publish(std::move(table));
    sinks_.tell("locality.loaded", std::to_string(prefixes) + " prefixes");
}

void LocalityWatch::refuse(std::string objection) {
    {
        const std::lock_guard lock(mutex_);
        ++state_.refused;
        state_.objection = objection;
    }
    sinks_.tell("locality.refused", "what was read before stays: " + objection);
}

}  // namespace sluice
