// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "oracle/alto/account_source.h"
#include "oracle/alto/alto_error.h"
#include "oracle/alto/cost_question.h"
#include "oracle/alto/entity.h"
#include "oracle/alto/once_each.h"
#include "policy/address.h"

// Its header is long, and this one is included far and wide.
namespace simdjson::dom {
class parser;
}

namespace sluice {

// How much one request may ask for (RFC 7285, section 15.5.2).
struct AltoLimits {
    size_t endpoints = 10'000;  // in a list, each as often as it is there
    size_t pids = 65'534;       // the same
    size_t pairs = 250'000;     // sources by destinations; with calendars, by intervals, too
    size_t constraints = 16;
    size_t properties = 16;
    size_t accounts = 16;  // whose usage is asked for
    size_t streams = 256;  // of updates, at a time
    size_t streams_per_address = 16;
    size_t substreams = 32;  // of a stream, over its life
};

// All refer to the body's text, as the parser keeps it until the next one.

// Section 11.3.1.3. Names may be of no location, and may be there twice.
struct NetworkMapFilter {
    std::vector<std::string_view> pids;  // empty: all
    bool ipv4 = true;
    bool ipv6 = true;
};

// Section 11.3.2.3.
struct CostMapFilter {
    CostQuestion costs;
    std::vector<std::string_view> sources;  // empty: all
    std::vector<std::string_view> destinations;
};

// Addresses as they were written and as they are, each once, side by side.
struct WrittenAddresses {
    std::vector<std::string_view> texts;
    std::vector<IpAddress> addresses;

    size_t size() const { return texts.size(); }
    bool empty() const { return texts.empty(); }
};

// Section 11.4.1.3. The one property that there is is the location.
struct EndpointPropertyQuestion {
    WrittenAddresses endpoints;
};

// Section 11.5.1.3.
struct EndpointCostQuestion {
    CostQuestion costs;
    WrittenAddresses sources;  // empty: the client's; not both are
    WrittenAddresses destinations;
};

// RFC 9240, section 8.3.
struct PropertyQuestion {
    std::vector<Prefix> entities;  // empty: all
    PropertySet properties;        // none: whether there are any, and no values
};

// The same of accounts: addresses, each once.
struct AccountQuestion {
    std::vector<Prefix> entities;
    AccountPropertySet properties;
};

// RFC 8895, sections 6.5 and 7.5.
struct UpdateRequest {
    struct Add {
        std::string_view id;  // as the client calls it; each once
        size_t resource;      // a place among kUpdatedResources
        std::optional<std::string_view> tag;
        bool takes_patches;
    };
    std::vector<Add> add;
    std::vector<std::string_view> remove;
    bool removes_all = false;
};

// Reads bodies. Keeps its memory between them; one thread's. seed: random, so that nobody can make
// addresses that are slow to tell apart. Each gives what was asked for, good until the next body,
// or nothing, and error() says why.
class AltoRequests {
 public:
    AltoRequests(const AltoLimits& limits, bool with_ranking, uint64_t seed);
    ~AltoRequests();

    const NetworkMapFilter* network_map_filter(std::string_view body);
    // calendar_intervals: of a calendar that there is to be told (RFC 8896); 0: there is none.
    const CostMapFilter* cost_map_filter(std::string_view body, size_t calendar_intervals);
    // pid_property: its name, as "network-map.pid".
    const EndpointPropertyQuestion* endpoint_property(std::string_view body,
                                                      std::string_view pid_property);
    // The same.
    const EndpointCostQuestion* endpoint_cost(std::string_view body, size_t calendar_intervals);
    const PropertyQuestion* properties(std::string_view body);
    const AccountQuestion* accounts(std::string_view body);
    // of_new_stream: then something is added, and nothing can be removed.
    const UpdateRequest* updates(std::string_view body, bool of_new_stream);

    const AltoError& error() const { return *error_; }

 private:
    template <typename Question, typename Read>
    const Question* read_body(std::string_view body, Question& question, Read read);

    const AltoLimits limits_;
    const bool with_ranking_;
    const std::unique_ptr<simdjson::dom::parser> parser_;
    std::optional<AltoError> error_;
    NetworkMapFilter network_map_filter_;
    CostMapFilter cost_map_filter_;
    EndpointPropertyQuestion endpoint_property_;
    EndpointCostQuestion endpoint_cost_;
    PropertyQuestion properties_;
    AccountQuestion accounts_;
    UpdateRequest updates_;
    OnceEach once_;
};

}  // namespace sluice
