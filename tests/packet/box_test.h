// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "tests/packet/traffic.h"
#include "tests/packet/virtual_box.h"

namespace sluice::test {

// Makes boxes, and checks in the end that every box's books balance: each packet that came in was
// forwarded, dropped or handed over, and no gauge or pool is off.
class BoxTest : public testing::Test {
 protected:
    VirtualBox& box(std::string_view policy_yaml = "rules: []", BoxSettings settings = {}) {
        boxes_.push_back(std::make_unique<VirtualBox>(policy_yaml, std::move(settings)));
        return *boxes_.back();
    }

    void TearDown() override {
        for (const auto& made : boxes_) {
            EXPECT_EQ(made->audit(), "");
            // Nothing is left of flows that have ended.
            made->wait_ms(3'600'000);
            made->wait_ms(3'600'000);
            EXPECT_EQ(made->audit(), "");
            for (uint32_t worker = 0; worker < made->workers(); ++worker)
                EXPECT_EQ(made->worker(worker).flows.size(), 0u);
        }
    }

 private:
    std::vector<std::unique_ptr<VirtualBox>> boxes_;
};

}  // namespace sluice::test
