// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "control/portal/account.h"
#include "sluice/v1/congestion.pb.h"
#include "sluice/v1/subscribers.pb.h"
#include "sluice/v1/usage.pb.h"

namespace sluice {

KeptUsage read_usage(const v1::SubscriberUsage& message);
LineCongestion read_congestion(const v1::SubscriberCongestion& message);

// True if the subscriber that was found for the address alone has the whole of it. Part of a shared
// one, or the outside of a NAT, is not enough to say who asks.
bool has_whole_address(const v1::Subscriber& subscriber, const IpAddress& address);

}  // namespace sluice
