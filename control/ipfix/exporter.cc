// SPDX-License-Identifier: Apache-2.0
#include "control/ipfix/exporter.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include <pthread.h>

#include "policy/hash.h"

namespace sluice {
namespace {

using namespace std::chrono;

constexpr milliseconds kRound{100};
constexpr milliseconds kLastRound{5};
constexpr seconds kLastPatience{1};  // for the flush, for what waits, and for what is queued
// A burst that fits a collector's socket buffer as the kernel makes it (200 KiB): what it cannot
// hold of UDP is lost, and nobody hears of it.
constexpr size_t kBatch = 128;
constexpr milliseconds kPause{1};
constexpr int kBatchesPerRound = 64;

uint64_t unix_ns() {
    return static_cast<uint64_t>(
        duration_cast<nanoseconds>(system_clock::now().time_since_epoch()).count());
}

IpfixTime now_of_both() {
    const auto steady = duration_cast<milliseconds>(steady_clock::now().time_since_epoch());
    return {.unix_ms = unix_ns() / 1'000'000, .steady_ms = static_cast<uint64_t>(steady.count())};
}

bool wait_for(milliseconds most, const std::function<bool()>& holds,
              const std::function<void()>& meanwhile) {
    const auto deadline = steady_clock::now() + most;
    while (!holds()) {
        if (steady_clock::now() > deadline)
            return false;
        meanwhile();
        std::this_thread::sleep_for(kLastRound);
    }
    return true;
}

}  // namespace

IpfixExporter::IpfixExporter(const IpfixSettings& settings, Source source, Log log)
    : source_(std::move(source)), batch_(kBatch) {
    for (const IpfixCollector& collector : settings.collectors)
        sessions_.push_back(std::make_unique<IpfixSession>(collector, settings, log));
    if (!sessions_.empty())
        thread_ = std::jthread([this](const std::stop_token& stopping) { run(stopping); });
}

IpfixExporter::~IpfixExporter() = default;

void IpfixExporter::run(const std::stop_token& stopping) {
    pthread_setname_np(pthread_self(), "ipfix");
    std::mutex mutex;
    std::condition_variable_any stop_wanted;
    while (!stopping.stop_requested()) {
        const auto rest = round() ? kPause : kRound;
        std::unique_lock lock(mutex);
        stop_wanted.wait_for(lock, stopping, rest, [] { return false; });
    }
    send_rest();
}

void IpfixExporter::finish() {
    thread_.request_stop();
    if (thread_.joinable())
        thread_.join();
}

void IpfixExporter::send_rest() {
    source_.flush();
    wait_for(kLastPatience, source_.flushed, [this] { round(); });
    bool more = true;
    wait_for(
        kLastPatience, [&] { return !more; }, [&] { more = round(); });
    const auto all_sent = [this] {
        return std::none_of(sessions_.begin(), sessions_.end(),
                            [](const auto& session) { return session->has_queued(); });
    };
    wait_for(kLastPatience, all_sent, [this] { round(); });
}

bool IpfixExporter::round() {
    const IpfixTime now = now_of_both();
    const uint64_t worker_epoch_ns = unix_ns() - source_.now_ns();
    const IpfixLoss lost = source_.lost();
    for (const auto& session : sessions_)
        session->begin_round(now, lost);
    for (int batch = 0; batch < kBatchesPerRound; ++batch) {
        if (move_batch(now, worker_epoch_ns) < kBatch)
            return false;
        std::this_thread::sleep_for(kPause);
    }
    return true;
}

size_t IpfixExporter::move_batch(const IpfixTime& now, uint64_t worker_epoch_ns) {
    const size_t count = source_.take(batch_);
    for (const FlowRecord& record : std::span(batch_).first(count)) {
        ExportedFlow flow{.record = record,
                          .subscriber = {},
                          .start_ms = (worker_epoch_ns + record.start_ns) / 1'000'000,
                          .end_ms = (worker_epoch_ns + record.end_ns) / 1'000'000};
        if (record.subscriber_record != SubscriberRef::kNobody) {
            flow.subscriber = source_.id_of(record.subscriber_record);
            // The number serves another by now: better no name than a wrong one.
            if (hash_text(flow.subscriber) != record.subscriber_key)
                flow.subscriber.clear();
        }
        for (const auto& session : sessions_)
            session->add(flow);
    }
    // Also where there was no record: templates may be due.
    for (const auto& session : sessions_)
        session->send(now);
    return count;
}

}  // namespace sluice
