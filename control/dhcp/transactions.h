// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <tuple>

#include "control/dhcp/message.h"

namespace sluice {

// What clients have asked of late, so that an answer nobody asked for is told from one that
// somebody did, and since an answer may leave out what a relay agent said in the question. One
// thread; time is passed in.
class DhcpTransactions {
 public:
    static constexpr uint64_t kRememberedNs = 60'000'000'000;
    static constexpr size_t kMost = 65'536;  // then the oldest is forgotten

    // A client says the same again, or a relay agent passes on what came by without it: then what
    // a relay agent was the first to say stays.
    void remember(const DhcpMessage& message, uint64_t now_ns);
    // Until the next call; null: nobody has asked.
    const DhcpMessage* find(const DhcpMessage& answer) const;
    void forget_old(uint64_t now_ns);

    size_t size() const { return questions_.size(); }
    uint64_t forgotten_early() const { return forgotten_early_; }

 private:
    using Key = std::tuple<bool, uint32_t, std::string>;  // IPv6, transaction, client

    std::map<Key, DhcpMessage> questions_;
    std::deque<std::pair<uint64_t, Key>> by_age_;
    uint64_t forgotten_early_ = 0;
};

}  // namespace sluice
