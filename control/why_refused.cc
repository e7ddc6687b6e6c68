// SPDX-License-Identifier: Apache-2.0
#include "control/why_refused.h"

#include <fmt/format.h>

#include "control/units.h"

namespace sluice {
namespace {

constexpr size_t kBytesMost = 2'000;  // a gRPC status travels in a header of at most 8 KiB

std::string words(const Revision&) {
    return "";
}

std::string words(const NoSuchRevision& refusal) {
    return fmt::format("there is no revision {}", refusal.wanted);
}

std::string words(const OtherRevisionActive& refusal) {
    return fmt::format("revision {} is active, not the expected {}; nothing was changed",
                       refusal.active, refusal.expected);
}

std::string words(const InvalidPolicy& refusal) {
    std::string text;
    size_t told = 0;
    for (const Complaint& complaint : refusal.complaints) {
        const std::string line = complaint.to_string();
        if (text.size() + line.size() > kBytesMost)
            break;
        text += (told++ == 0 ? "" : "\n") + line;
    }
    if (told < refusal.complaints.size())
        text += fmt::format("\nand {} more: Validate returns them all",
                            refusal.complaints.size() - told);
    return text;
}

std::string words(const OtherRevisionOnTrial& refusal) {
    const PolicyTrial& trial = refusal.trial;
    const auto left = trial.left(std::chrono::steady_clock::now());
    return fmt::format(
        "revision {} is being tried{}{} for another {}; nothing was changed: keep it with "
        "`sluicectl policy confirm`, or end it with `sluicectl policy rollback {}`, first",
        trial.revision, trial.author.empty() ? "" : " by ", trial.author,
        format_age(static_cast<double>(left.count()) / 1000), trial.before);
}

std::string words(const NotOnTrial& refusal) {
    if (refusal.tried)
        return fmt::format("revision {} is being tried, not {}; nothing was confirmed",
                           *refusal.tried, refusal.wanted.value_or(0));
    if (!refusal.wanted)
        return "no revision is being tried; if one was, its time is over";
    return fmt::format("revision {} is not being tried; if it was, its time is over",
                       *refusal.wanted);
}

}  // namespace

std::string why_refused(const ChangeResult& result) {
    return std::visit([](const auto& outcome) { return words(outcome); }, result);
}

}  // namespace sluice
