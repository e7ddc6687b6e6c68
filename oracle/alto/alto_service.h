// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "http/exchange.h"
#include "oracle/alto/account_source.h"
#include "oracle/alto/alto_view.h"
#include "oracle/alto/endpoint_answers.h"
#include "oracle/alto/requests.h"
#include "oracle/alto/resources.h"
#include "oracle/alto/update_streams.h"

namespace sluice {

// A reply, and what it was asked of: a resource's id, or "none", for metrics.
struct AltoReply {
    HttpReply reply;
    std::string_view resource;
};

// Answers requests: RFC 7285's resources, and "sort this list" at /sort for scripts and trackers.
// A reply depends on the request, the view and, where peers cost the same, chance; no clock, no
// I/O. One thread's; a thread has one, and gives it the view of the moment.
class AltoService {
 public:
    static constexpr std::string_view kSortPath = "/sort";

    // updates, accounts: outlive it; nullptr: there is no update stream, and no account is known.
    AltoService(const AltoOptions& options, uint64_t seed, UpdateStreams* updates = nullptr,
                AccountSource* accounts = nullptr);

    AltoReply answer(const HttpRequest& request, const AltoView& view);

 private:
    static const AltoText* text_of(AltoResource resource, const AltoView& view);
    HttpReply get(AltoResource resource, const AltoView& view) const;
    HttpReply post(AltoResource resource, const HttpRequest& request, const AltoView& view);
    HttpReply sort(const HttpRequest& request, std::string_view query, const AltoView& view);

    HttpReply filtered_network_map(const HttpRequest& request, const AltoView& view);
    HttpReply filtered_cost_map(const HttpRequest& request, const AltoView& view);
    HttpReply endpoint_property(const HttpRequest& request, const AltoView& view);
    HttpReply endpoint_cost(const HttpRequest& request, const AltoView& view);
    HttpReply properties(const HttpRequest& request, const AltoView& view);
    HttpReply accounts(const HttpRequest& request);
    HttpReply open_updates(const HttpRequest& request);
    HttpReply control_updates(const HttpRequest& request, std::string_view id);

    AltoRequests requests_;
    EndpointAnswers answers_;
    UpdateStreams* const updates_;
    AccountSource* const accounts_;
};

}  // namespace sluice
