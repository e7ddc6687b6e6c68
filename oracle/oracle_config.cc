// SPDX-License-Identifier: Apache-2.0
#include "oracle/oracle_config.h"

#include "http/read_limits.h"
#include "oracle/rank/ranking.h"
#include "policy/yaml/parse_config.h"
#include "policy/yaml/read_prefix.h"
#include "policy/yaml/read_socket_address.h"
#include "policy/yaml/value.h"

namespace sluice {
namespace {

constexpr uint64_t kMostThreads = 64;
constexpr uint64_t kMostRequests = 10'000'000;
constexpr uint64_t kMostBodyBytes = uint64_t{16} << 20;
constexpr uint64_t kMostEndpoints = Ranking::kMostCandidates;
constexpr uint64_t kMostPairs = 10'000'000;
constexpr uint64_t kMostUpdateStreams = 100'000;
constexpr uint64_t kLongestAgeNs = 86'400'000'000'000;
constexpr uint64_t kNsPerS = 1'000'000'000;

bool is_loopback(const IpAddress& address) {
    static const Prefix ipv4 = *Prefix::parse("127.0.0.0/8");
    static const Prefix ipv6 = *Prefix::parse("::1/128");
    return ipv4.contains(address) || ipv6.contains(address);
}

void read_path(const std::optional<YamlValue>& value, std::string& out) {
    if (value)
        out = value->text().value_or("");
}

void read_tls(const YamlValue& value, std::optional<OracleTls>& out) {
    const auto fields = value.fields({"certificate", "key", "client_ca"});
    if (!fields)
        return;
    OracleTls tls;
    read_path(fields->require("certificate"), tls.certificate);
    read_path(fields->require("key"), tls.key);
    read_path(fields->find("client_ca"), tls.client_ca);
    out = std::move(tls);
}

void read_accounts(const YamlValue& value, OracleConfig& config) {
    const auto fields = value.fields({"socket", "tokens"});
    if (!fields)
        return;
    OracleAccounts accounts;
    read_path(fields->require("socket"), accounts.socket);
    if (const auto tokens = fields->find("tokens")) {
        for (const YamlValue& token : tokens->items()) {
            const auto digest = read_token_digest(token.text().value_or(""));
            if (digest)
                accounts.tokens.push_back(*digest);
            else
                token.complain(
                    "is no SHA-256 of a token; write what printf %s TOKEN | sha256sum "
                    "prints");
        }
    }
    config.accounts = std::move(accounts);
    config.alto.with_accounts = true;
}

// What is said in the clear can be read and changed on its way (RFC 7285, section 8.3.5).
void read_listen_plain(const YamlValue& value, bool beyond, std::vector<SocketAddress>& out) {
    read_listen(value, out);
    for (const SocketAddress& at : out)
        if (!beyond && !is_loopback(at.address))
            value.complain(at.to_string() +
                           " is not this host's alone; listen for HTTPS there, or say "
                           "plain_beyond_this_host: true");
}

void read_prefixes(const std::optional<YamlValue>& value, std::vector<Prefix>& out) {
    if (!value)
        return;
    for (const YamlValue& item : value->items())
        if (const auto prefix = read_prefix(item))
            out.push_back(*prefix);
}

template <typename Number>
void read_number(const std::optional<YamlValue>& value, uint64_t lowest, uint64_t highest,
                 Number& out) {
    if (value)
        out = static_cast<Number>(value->integer(lowest, highest).value_or(lowest));
}

void read_max_age(const YamlValue& value, uint32_t& out) {
    const auto ns = value.duration_ns();
    if (!ns)
        return;
    if (*ns % kNsPerS != 0 || *ns > kLongestAgeNs)
        value.complain("must be whole seconds, at most 24h");
    out = static_cast<uint32_t>(*ns / kNsPerS);
}

void read_limits(const YamlValue& value, OracleConfig& config) {
    const auto fields = read_http_limits(
        value, config.limits,
        {"requests_per_second_in_all", "body", "endpoints", "pairs", "update_streams"});
    if (!fields)
        return;
    read_number(fields->find("requests_per_second_in_all"), 1, kMostRequests,
                config.limits.requests_per_second_in_all);
    read_number(fields->find("endpoints"), 1, kMostEndpoints, config.alto.limits.endpoints);
    read_number(fields->find("pairs"), 1, kMostPairs, config.alto.limits.pairs);
    read_number(fields->find("update_streams"), 0, kMostUpdateStreams, config.alto.limits.streams);
    const auto body = fields->find("body");
    const auto bytes = body ? body->size_bytes() : std::nullopt;
    if (bytes && (*bytes == 0 || *bytes > kMostBodyBytes))
        body->complain("must be from 1B to 16MiB");
    else if (bytes)
        config.limits.body_bytes = static_cast<uint32_t>(*bytes);
}

void read_oracle(const YamlNode& root, YamlReport& report, OracleConfig& config) {
    const YamlValue value(root, "", report);
    const auto fields =
        value.fields({"listen", "listen_plain", "plain_beyond_this_host", "tls", "metrics",
                      "topology", "threads", "ranking", "max_age", "allowed", "not_counted",
                      "limits", "rank_udp", "api", "accounts"});
    if (!fields)
        return;
    if (const auto listen = fields->find("listen"))
        read_listen(*listen, config.listen);
    const auto beyond = fields->find("plain_beyond_this_host");
    if (const auto listen = fields->find("listen_plain"))
        read_listen_plain(*listen, beyond && beyond->boolean().value_or(false),
                          config.listen_plain);
    if (const auto rank = fields->find("rank_udp"))
        read_rank_udp(*rank, config.rank_udp);
    read_path(fields->find("api"), config.api);
    if (!fields->has("listen") && !fields->has("listen_plain") && !fields->has("rank_udp"))
        value.complain("needs an address to listen on; write listen: [192.0.2.1:443]");
    if (const auto tls = fields->find("tls"))
        read_tls(*tls, config.tls);
    else if (const auto listen = fields->find("listen"))
        listen->complain("needs tls: { certificate: FILE, key: FILE }");
    if (const auto metrics = fields->find("metrics"))
        read_metrics_address(*metrics, config.metrics);
    read_path(fields->require("topology"), config.topology);
    read_number(fields->find("threads"), 1, kMostThreads, config.threads);
    if (const auto ranking = fields->find("ranking"))
        config.alto.with_ranking = ranking->boolean().value_or(false);
    if (const auto max_age = fields->find("max_age"))
        read_max_age(*max_age, config.alto.max_age_s);
    if (const auto accounts = fields->find("accounts"))
        read_accounts(*accounts, config);
    read_prefixes(fields->find("allowed"), config.limits.allowed);
    read_prefixes(fields->find("not_counted"), config.limits.not_counted);
    if (const auto limits = fields->find("limits"))
        read_limits(*limits, config);
}

}  // namespace

ParsedOracleConfig parse_oracle_config(std::string_view text, std::string_view file_name) {
    return parse_config(text, file_name, read_oracle);
}

}  // namespace sluice
