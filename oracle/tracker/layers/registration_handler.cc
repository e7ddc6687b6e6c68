// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/layers/registration_handler.h"

#include "http/field_text.h"
#include "http/request_target.h"

namespace sluice {
namespace {

constexpr std::string_view kJson = "application/json";

HttpReply json_reply(unsigned status, std::string body) {
    HttpReply reply;
    reply.status = status;
    reply.media_type = kJson;
    reply.body = std::move(body);
    return reply;
}

HttpReply refusal(unsigned status, std::string_view objection) {
    return json_reply(status, registration_objection_text(objection));
}

// RFC 6750, section 2.1. Empty: there is none.
std::string_view bearer_token(std::string_view authorization) {
    constexpr std::string_view kScheme = "Bearer ";
    if (!equal_ignoring_case(authorization.substr(0, kScheme.size()), kScheme))
        return {};
    return authorization.substr(kScheme.size());
}

}  // namespace

RegistrationHandler::RegistrationHandler(std::vector<LayerPermit> permits, Use use, Tell tell,
                                         Clock clock)
    : use_(std::move(use)),
      tell_(std::move(tell)),
      clock_(std::move(clock)),
      registry_(permits),
      told_(permits.size()) {}

HttpReply RegistrationHandler::answer(const HttpRequest& request) {
    HttpReply reply;
    if (read_request_target(request.target).path != kRegistrationPath) {
        reply.status = 404;
        return reply;
    }
    if (request.method != "POST") {
        reply.status = 405;
        reply.allow = "POST";
        return reply;
    }
    // Before the body is looked at: what a stranger says is not read.
    std::optional<size_t> owner;
    {
        const std::lock_guard lock(mutex_);
        owner = registry_.owner_of(bearer_token(request.authorization));
    }
    if (!owner)
        return count(Outcome::forbidden,
                     refusal(403, "no tracker that may register has this token"));
    ParsedRegistration parsed = parse_registration(request.body);
    if (!parsed.registration)
        return count(Outcome::malformed, refusal(400, parsed.objection));
    return register_layer(*owner, std::move(*parsed.registration));
}

HttpReply RegistrationHandler::register_layer(size_t owner, Registration registration) {
    const std::lock_guard lock(mutex_);
    const uint32_t lifetime_s = registration.lifetime_s;
    const std::string& name = registry_.name(owner);
    const auto before = registry_.map();
    const auto answer = registry_.take(owner, std::move(registration), clock_());
    if (registry_.map() != before)
        use_(registry_.map());
    switch (answer.outcome) {
        case LayerRegistry::Outcome::beyond:
            tell_change(owner, "tracker " + name + " is not registered: " + answer.objection);
            return count(Outcome::beyond, refusal(403, answer.objection));
        case LayerRegistry::Outcome::conflict:
            tell_change(owner, "tracker " + name + " is not registered: " + answer.objection);
            return count(Outcome::conflict, refusal(409, answer.objection));
        case LayerRegistry::Outcome::withdrawn:
            tell_change(owner, "tracker " + name + " has taken leave");
            return count(Outcome::withdrawn, json_reply(200, registration_answer_text(0)));
        case LayerRegistry::Outcome::accepted:
            break;
    }
    tell_change(owner, "tracker " + name + " is registered");
    return count(Outcome::accepted, json_reply(200, registration_answer_text(lifetime_s)));
}

void RegistrationHandler::look() {
    const std::lock_guard lock(mutex_);
    const auto before = registry_.map();
    const auto names = registry_.lapse(clock_());
    for (const std::string& name : names)
        tell_("tracker " + name + " has not renewed its registration");
    // Whoever comes again is told of again.
    if (!names.empty())
        told_.assign(told_.size(), "");
    lapsed_ += names.size();
    if (registry_.map() != before)
        use_(registry_.map());
}

size_t RegistrationHandler::registered() const {
    const std::lock_guard lock(mutex_);
    return registry_.registered();
}

HttpReply RegistrationHandler::count(Outcome outcome, HttpReply reply) {
    ++counts_[static_cast<size_t>(outcome)];
    return reply;
}

void RegistrationHandler::tell_change(size_t owner, const std::string& line) {
    if (told_[owner] != line)
        tell_(line);
    told_[owner] = line;
}

}  // namespace sluice
