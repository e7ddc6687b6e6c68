// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace sluice {

// A network namespace of the test's own with one veth pair in it, "port0" and "far0", both up. The
// calling thread lives in it until the scene ends; the kernel then takes it all down.
class VethScene {
 public:
    // Why a scene cannot be had here, or empty.
    static std::string why_not();

    explicit VethScene(int queues = 1);
    ~VethScene();
    VethScene(const VethScene&) = delete;
    VethScene& operator=(const VethScene&) = delete;

    // Runs ip(8) in the scene; a failure fails the test.
    void ip(const std::string& arguments);

 private:
    int home_ = -1;
};

}  // namespace sluice
