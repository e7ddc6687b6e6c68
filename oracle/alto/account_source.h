// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "policy/address.h"

namespace sluice {

// What an account has used of the billing period that is running; bytes of the IP layer.
struct UsedBytes {
    uint64_t up_bytes = 0;
    uint64_t down_bytes = 0;
    std::string period_begin;  // RFC 3339, in UTC
};

// The account's properties (RFC 9240), all of them strings.
inline constexpr std::array<std::string_view, 3> kAccountProperties = {
    ".priv:sluice-up-bytes", ".priv:sluice-down-bytes", ".priv:sluice-period-begin"};
using AccountPropertySet = std::bitset<kAccountProperties.size()>;

// Who knows accounts. Any thread.
class AccountSource {
 public:
    enum class Answer : uint8_t {
        told,
        nobody,  // has that address, or nobody knows which of those who share it
        busy,    // ask again in a while
    };

    virtual ~AccountSource() = default;

    // Whether whoever sends that Authorization field may ask for every address.
    virtual bool may_ask_for_all(std::string_view authorization) const = 0;

    // Answers soon, whatever happens. port: of the asker's own connection, by which those who share
    // an address are told apart; not there: only who has the whole address is told of.
    virtual Answer ask(const IpAddress& address, std::optional<uint16_t> port, UsedBytes& out) = 0;
};

}  // namespace sluice
