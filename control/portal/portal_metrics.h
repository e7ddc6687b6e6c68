// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace sluice {

// What the portal counts; no label names a subscriber or an address. From any thread.
class PortalMetrics {
 public:
    PortalMetrics();
    ~PortalMetrics();

    // Replies are counted by their code; seconds from the request read to the reply made.
    void replied(std::string_view code, double seconds);
    void connection_opened();
    void connection_closed();
    void connection_refused();  // too many
    void connection_timed_out();

    std::string text() const;  // as Prometheus reads it

 private:
    struct Families;
    std::unique_ptr<Families> families_;
};

}  // namespace sluice
