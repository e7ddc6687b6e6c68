// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "oracle/alto/account_source.h"
#include "oracle/token_digest.h"

namespace sluice {

// Asks sluiced for what accounts have used, over its socket. One question at a time, and none for
// a second after one that was not answered: a daemon that hangs holds up no more than that.
class AccountUsage : public AccountSource {
 public:
    AccountUsage(const std::string& socket_path, std::vector<TokenDigest> tokens);
    ~AccountUsage() override;

    bool may_ask_for_all(std::string_view authorization) const override;
    Answer ask(const IpAddress& address, std::optional<uint16_t> port, UsedBytes& out) override;

 private:
    struct Link;

    Answer ask_sluiced(const IpAddress& address, std::optional<uint16_t> port, UsedBytes& out);

    const std::vector<TokenDigest> tokens_;
    const std::unique_ptr<Link> link_;
    std::mutex mutex_;
    std::chrono::steady_clock::time_point not_before_;
};

}  // namespace sluice
