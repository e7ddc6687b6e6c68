// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "oracle/load/link_meter.h"

namespace sluice {

// What boxes say of their links, by their API (links.proto). One thread.
class BoxReadings {
 public:
    struct Of {
        std::string link;
        LinkReading reading;
    };
    struct Answer {
        std::vector<Of> links;
        std::string failure;  // in one line; empty: there was none
    };

    BoxReadings();
    ~BoxReadings();

    // Which are asked from now on, as gRPC writes addresses. One that was asked before keeps its
    // connection.
    void use(const std::vector<std::string>& boxes);

    // Asks all of them at once; in their order. None is waited for longer than half a second.
    std::vector<Answer> ask();

 private:
    struct Box;
    std::vector<std::unique_ptr<Box>> boxes_;
};

}  // namespace sluice
