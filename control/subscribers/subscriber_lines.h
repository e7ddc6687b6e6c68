// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/policy.h"

namespace sluice {

// One line of a file of subscribers: somebody, or what is wrong with it, or nothing (an empty line,
// the line of titles).
struct ReadLine {
    std::optional<Subscriber> subscriber;
    std::string reason;
};

// Reads them a line at a time, in either form; the first line tells which. Addresses are words as
// policy/subscriber_notation.h has them. Lines are without their ends.
//   CSV (RFC 4180), with titles in any order, addresses with spaces between them:
//     id,tier,group,site,addresses
//     s-1,gold,,olt-1,198.51.100.7 2001:db8:1::/56
//   JSON, an object a line:
//     {"id": "s-1", "tier": "gold", "site": "olt-1", "addresses": ["198.51.100.7"]}
class SubscriberLines {
 public:
    SubscriberLines();
    ~SubscriberLines();

    ReadLine read(std::string_view line);
    // The file as a whole is none: its first line is neither titles nor an object.
    bool is_hopeless() const { return form_ == Form::neither; }

 private:
    enum class Form { unknown, csv, json, neither };
    struct Json;

    ReadLine read_titles(std::string_view line);
    ReadLine read_csv(std::string_view line) const;
    ReadLine read_json(std::string_view line);

    Form form_ = Form::unknown;
    std::vector<std::string> titles_;
    std::unique_ptr<Json> json_;
};

}  // namespace sluice
