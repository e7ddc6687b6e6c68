// SPDX-License-Identifier: Apache-2.0
#include "control/dhcp/transactions.h"

#include <string>
#include <utility>

namespace sluice {
namespace {

// What of it is ever asked for, so that a flood of long messages takes no more memory than one of
// short ones: no name of that length is a subscriber's, and only DHCPv4 refuses what was asked for.
DhcpMessage essence(DhcpMessage question) {
    constexpr size_t kLongerThanNames = 129;
    DhcpIdentity& identity = question.identity;
    for (std::string* said : {&identity.subscriber_id, &identity.remote_id, &identity.circuit_id,
                              &identity.client_id, &identity.hardware_address}) {
        if (said->size() > kLongerThanNames)
            *said = said->substr(0, kLongerThanNames);
    }
    if (question.ipv6)
        question.leases = {};
    return question;
}

}  // namespace

void DhcpTransactions::remember(const DhcpMessage& message, uint64_t now_ns) {
    DhcpMessage question = essence(message);
    Key key{question.ipv6, question.transaction, question.client};
    const auto [found, is_new] = questions_.try_emplace(key, question);
    if (is_new) {
        by_age_.emplace_back(now_ns, std::move(key));
        if (questions_.size() > kMost) {
            questions_.erase(by_age_.front().second);
            by_age_.pop_front();
            ++forgotten_early_;
        }
        return;
    }
    // A DISCOVER and its REQUEST have one number: the later says what the answer is to.
    DhcpIdentity identity = found->second.identity;
    found->second = std::move(question);
    if (identity.has_relay_information())
        found->second.identity = std::move(identity);
}

const DhcpMessage* DhcpTransactions::find(const DhcpMessage& answer) const {
    const auto found = questions_.find({answer.ipv6, answer.transaction, answer.client});
    return found == questions_.end() ? nullptr : &found->second;
}

void DhcpTransactions::forget_old(uint64_t now_ns) {
    while (!by_age_.empty() && by_age_.front().first + kRememberedNs <= now_ns) {
        questions_.erase(by_age_.front().second);
        by_age_.pop_front();
    }
}

}  // namespace sluice
