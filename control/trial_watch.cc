// SPDX-License-Identifier: Apache-2.0
#include "control/trial_watch.h"

#include <chrono>

namespace sluice {
namespace {

constexpr std::chrono::milliseconds kLook{100};

}  // namespace

TrialWatch::TrialWatch(PolicyRevisions& revisions)
    : thread_([this, &revisions](const std::stop_token& stop) {
          std::unique_lock waiting(waiting_);
          while (!stopping_.wait_for(waiting, stop, kLook, [&] { return stop.stop_requested(); }))
              revisions.end_trial_if_over();
      }) {}

}  // namespace sluice
