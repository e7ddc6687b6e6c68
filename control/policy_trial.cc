// SPDX-License-Identifier: Apache-2.0
#include "control/policy_trial.h"

#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "control/policy_revisions.h"
#include "control/units.h"

namespace sluice {
namespace {

constexpr std::chrono::seconds kTryStoreAgain{10};
constexpr const char* kItself = "sluiced";

std::string why_back(const TriedRevision& tried, const std::string& why) {
    return fmt::format("back to revision {}: {}", tried.before, why);
}

}  // namespace

void end_trial_of_before(Store& store, AuditLog& audit) {
    const auto tried = store.trial();
    if (!tried)
        return;
    const auto document = store.document(tried->before);
    if (!document)
        throw StoreError(
            fmt::format("the store has no revision {}, which revision {} was tried instead of: "
                        "put a backup in its place",
                        tried->before, tried->revision));
    const std::string comment = why_back(
        *tried, fmt::format("sluiced ended while revision {} was being tried", tried->revision));
    const uint64_t number = store.add_revision(
        {0, std::chrono::system_clock::now(), kItself, comment, RevisionSource::rollback},
        *document);
    audit.record("policy.rolled_back", fmt::format("revision {}", number), comment);
}

ChangeResult PolicyRevisions::try_out(const PolicyChange& change,
                                      std::chrono::milliseconds how_long, SteadyTime now) {
    const std::lock_guard changing(changing_);
    if (const auto objection = objection_of_trial())
        return *objection;
    const uint64_t before = active()->revision();
    const std::string duration = format_age(static_cast<double>(how_long.count()) / 1000);
    PolicyChange described = change;
    described.comment = fmt::format("for {}, instead of revision {}{}{}", duration, before,
                                    change.comment.empty() ? "" : ": ", change.comment);
    return change_to(described, RevisionSource::trial,
                     [&](const Revision& revision, const std::string& document) {
                         auto document_before = store_.document(before);
                         const uint64_t number = store_.add_trial(revision, document, before);
                         set_trial(RunningTrial{{number, before, change.author, now + how_long},
                                                std::move(document_before).value_or(""),
                                                duration});
                         return number;
                     });
}

ChangeResult PolicyRevisions::confirm(std::optional<uint64_t> revision,
                                      const PolicyChange& change) {
    const std::lock_guard changing(changing_);
    const auto tried = trial();
    if (!tried)
        return NotOnTrial{revision, std::nullopt};
    if (revision && *revision != tried->revision)
        return NotOnTrial{revision, tried->revision};
    const auto kept = store_.revision(tried->revision);
    if (!kept)
        return NoSuchRevision{tried->revision};
    store_.confirm_trial();
    set_trial(std::nullopt);
    audit_.record("policy.confirmed", fmt::format("revision {}", tried->revision),
                  fmt::format("it stays, by {}{}{}", change.author,
                              change.comment.empty() ? "" : ": ", change.comment));
    return *kept;
}

std::optional<PolicyTrial> PolicyRevisions::trial() const {
    const std::lock_guard lock(mutex_);
    if (!trial_ || trial_->gone_back)
        return std::nullopt;
    return trial_->trial;
}

std::optional<OtherRevisionOnTrial> PolicyRevisions::objection_of_trial() const {
    if (auto tried = trial())
        return OtherRevisionOnTrial{std::move(*tried)};
    return std::nullopt;
}

void PolicyRevisions::set_trial(std::optional<RunningTrial> next) {
    const std::lock_guard lock(mutex_);
    trial_ = std::move(next);
}

void PolicyRevisions::end_trial_if_over(SteadyTime now) {
    const std::lock_guard changing(changing_);
    if (!trial_ || now < trial_->trial.ends)
        return;
    try {
        go_back(now);
    } catch (const std::exception& error) {
        spdlog::error("revision {} should be tried no longer: {}", trial_->trial.revision,
                      error.what());
    }
}

// Who was imported meanwhile may have a tier that only the tried revision knows. That is no reason
// to stay with it: nobody asked for more than the time.
void PolicyRevisions::go_back(SteadyTime now) {
    RunningTrial running = *trial_;
    running.trial.ends = now + kTryStoreAgain;
    const auto publish_before = [&](uint64_t number) {
        auto parsed = parse_policy(running.document_before, "the revision before",
                                   PolicyFileKind::policy, kBoxKeys);
        if (parsed.policy)  // it was, when it was active
            publish(std::move(*parsed.policy), number);
    };
    const TriedRevision tried{running.trial.revision, running.trial.before};
    const std::string comment = why_back(
        tried,
        fmt::format("nobody confirmed revision {} within {}", tried.revision, running.how_long));
    uint64_t number = 0;
    try {
        number = store_.add_revision(
            {0, std::chrono::system_clock::now(), kItself, comment, RevisionSource::rollback},
            running.document_before);
    } catch (const StoreError& error) {
        const bool first = !std::exchange(running.gone_back, true);
        set_trial(running);
        spdlog::error("{}, but it is not kept: {}", comment, error.what());
        if (first)
            publish_before(tried.before);
        return;
    }
    set_trial(std::nullopt);
    publish_before(number);
    audit_.record("policy.rolled_back", fmt::format("revision {}", number), comment);
}

}  // namespace sluice
