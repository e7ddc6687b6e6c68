// SPDX-License-Identifier: Apache-2.0
#include "oracle/alto/account_answers.h"

#include "oracle/alto/entity.h"
#include "oracle/alto/json_text.h"
#include "oracle/alto/media_types.h"

namespace sluice {
namespace {

constexpr uint32_t kComeAgainS = 1;

HttpReply not_authenticated() {
    HttpReply reply;
    reply.status = 401;
    reply.authenticate = "Bearer";
    return reply;
}

HttpReply busy() {
    HttpReply reply;
    reply.status = 503;
    reply.retry_after_s = kComeAgainS;
    return reply;
}

void append_used(std::string& out, const UsedBytes& used, const AccountPropertySet& properties) {
    const std::string values[] = {std::to_string(used.up_bytes), std::to_string(used.down_bytes),
                                  used.period_begin};
    out += '{';
    bool first = true;
    for (size_t i = 0; i < kAccountProperties.size(); ++i) {
        if (!properties[i] || values[i].empty())
            continue;
        append_json_comma(out, first);
        append_json_name(out, kAccountProperties[i]);
        out += ':';
        append_json_text(out, values[i]);
    }
    out += '}';
}

}  // namespace

HttpReply account_reply(const HttpRequest& request, const AccountQuestion& question,
                        AccountSource& accounts) {
    // All or nothing, so that who may not ask learns nothing of any other.
    bool all_are_own = true;
    for (const Prefix& entity : question.entities)
        all_are_own = all_are_own && entity.address == request.client;
    if (!all_are_own && !accounts.may_ask_for_all(request.authorization))
        return not_authenticated();

    HttpReply reply;
    reply.media_type = kPropertyMapType;
    reply.body = R"({"meta":{},"property-map":{)";
    bool first = true;
    for (const Prefix& entity : question.entities) {
        if (!entity.is_one_address())
            continue;
        const bool is_own = entity.address == request.client;
        UsedBytes used;
        switch (accounts.ask(entity.address,
                             is_own ? std::optional(request.client_port) : std::nullopt, used)) {
            case AccountSource::Answer::busy:
                return busy();
            case AccountSource::Answer::nobody:
                continue;
            case AccountSource::Answer::told:
                break;
        }
        append_json_comma(reply.body, first);
        append_entity(reply.body, entity);
        reply.body += ':';
        append_used(reply.body, used, question.properties);
    }
    reply.body += "}}";
    return reply;
}

}  // namespace sluice
