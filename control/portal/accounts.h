// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "control/portal/account.h"

namespace sluice {

// Asks sluiced whose an address and port are, and what it keeps of them. Each time anew: an address
// is somebody else's a moment later.
class Accounts {
 public:
    // Called once for each question, on a thread of gRPC's, at most two seconds later.
    using Answered = std::function<void(AccountAnswer)>;

    explicit Accounts(const std::string& socket_path);
    ~Accounts();  // finishes
    Accounts(const Accounts&) = delete;
    Accounts& operator=(const Accounts&) = delete;

    void ask(const Asker& asker, Answered answered);  // from any thread
    void finish();  // returns after the last question is answered; none is asked after that

 private:
    struct Link;
    struct Question;

    std::unique_ptr<Link> link_;
};

}  // namespace sluice
