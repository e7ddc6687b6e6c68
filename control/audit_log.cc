// SPDX-License-Identifier: Apache-2.0
#include "control/audit_log.h"

#include <algorithm>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "control/visible_text.h"

namespace sluice {

void AuditLog::record(std::string_view kind, std::string_view subject, std::string_view detail) {
    const AuditEvent event{0, std::chrono::system_clock::now(), std::string(kind),
                           std::string(subject), std::string(detail)};
    record_all({&event, 1});
}

void AuditLog::record_all(std::span<const AuditEvent> events) {
    if (events.empty())
        return;
    for (const AuditEvent& event : events)
        spdlog::info("{}",
                     printable(fmt::format("{}: {}: {}", event.kind, event.subject, event.detail)));
    try {
        const uint64_t number = store_.add_events(events);
        const std::lock_guard lock(mutex_);
        last_number_ = std::max(last_number_, number);
    } catch (const StoreError& error) {
        spdlog::error("{} not in the audit log: {}",
                      events.size() == 1 ? "this event is" : "these events are", error.what());
    }
    recorded_.notify_all();
}

void AuditLog::forget(WallTime before) {
    try {
        if (const size_t forgotten = store_.forget_events(before); forgotten != 0)
            spdlog::info("{} events were too old to be kept in the audit log", forgotten);
    } catch (const StoreError& error) {
        spdlog::error("what is too old stays in the audit log: {}", error.what());
    }
}

uint64_t AuditLog::last_number() {
    const auto newest = store_.latest_events(1);
    return newest.empty() ? 0 : newest.back().number;
}

void AuditLog::wait_after(uint64_t number, std::chrono::milliseconds timeout) {
    std::unique_lock lock(mutex_);
    recorded_.wait_for(lock, timeout, [&] { return last_number_ > number; });
}

}  // namespace sluice
