// SPDX-License-Identifier: Apache-2.0
#include "control/config/config_file.h"

#include <algorithm>

#include "control/box_objections.h"
#include "control/config/policy_lines.h"
#include "control/config/sections.h"
#include "control/store/beside_store.h"
#include "control/visible_text.h"
#include "policy/policy_yaml.h"
#include "policy/yaml/field_line.h"

namespace sluice {
namespace {

// The box's keys alone, each once: unknown and duplicate ones are the policy reader's to refuse.
YamlNode box_part(const YamlNode& root) {
    YamlNode box{YamlNode::Kind::mapping, root.line, {}, {}};
    for (const std::string_view wanted : kBoxKeys) {
        for (size_t i = 0; i + 1 < root.children.size(); i += 2) {
            if (root.children[i].text != wanted)
                continue;
            box.children.push_back(root.children[i]);
            box.children.push_back(root.children[i + 1]);
            break;
        }
    }
    return box;
}

// Beside the store and named after it, unless said otherwise; and no memory for what is off.
void complete_usage(ConfigFile& config) {
    if (config.usage.path.empty())
        config.usage.path = beside_store(config.store, "usage");
    if (!config.usage.enabled)
        config.dataplane.memory.usage_rows = 0;
}

void read_box(const YamlNode& node, YamlReport& report, ConfigFile& config) {
    const auto fields = YamlValue(node, "", report).fields(kBoxKeys);
    if (!fields)
        return;
    if (const auto links = fields->require("links"))
        config.dataplane.links = read_links(*links);
    if (const auto workers = fields->find("workers"))
        read_workers(*workers, config.dataplane);
    if (const auto heartbeat = fields->find("heartbeat"))
        read_heartbeat(*heartbeat, config.dataplane.heartbeat);
    if (const auto memory = fields->find("memory"))
        read_memory(*memory, config.dataplane.memory);
    if (const auto control = fields->find("control"))
        read_control(*control, config.socket, config.remote);
    if (const auto metrics = fields->find("metrics"))
        read_metrics(*metrics, config.metrics_address);
    if (const auto store = fields->find("store"))
        read_store(*store, config.store);
    if (const auto radius = fields->find("radius"))
        config.radius = read_radius(*radius);
    if (const auto dhcp = fields->find("dhcp"))
        read_dhcp(*dhcp, config.dhcp);
    config.dataplane.copy_dhcp = config.dhcp.has_value();
    if (const auto ipfix = fields->find("ipfix")) {
        read_ipfix(*ipfix, config.ipfix);
        config.dataplane.flow_records_active_timeout_ns = config.ipfix.active_timeout_ns;
    }
    if (const auto usage = fields->find("usage"))
        read_usage(*usage, config.usage);
    if (const auto locality = fields->find("locality"))
        read_locality(*locality, config.locality_file);
    if (const auto audit = fields->find("audit"))
        read_audit(*audit, config.audit);
    complete_usage(config);
}

// The policy's lines must stand by themselves, since that is what the store keeps.
bool split(std::string_view text, const YamlNode& root, ConfigFile& config) {
    auto parts = split_config_text(text, root, kBoxKeys);
    if (!parts)
        return false;
    config.policy_text = std::move(parts->policy);
    config.box_text = std::move(parts->box);
    return parse_policy(config.policy_text, "", PolicyFileKind::policy, kBoxKeys)
        .policy.has_value();
}

}  // namespace

std::vector<LinkCapacity> link_capacities(const ConfigFile& config) {
    std::vector<LinkCapacity> capacities;
    for (const LinkConfiguration& link : config.dataplane.links)
        capacities.push_back({link.name, {link.up_bps, link.down_bps}});
    return capacities;
}

ParsedConfigFile parse_config_file(std::string_view text, std::string_view file_name) {
    if (const auto line = find_line_not_utf8(text))
        return {std::nullopt,
                {{std::string(file_name), *line, "", "is not UTF-8; save it as such"}}};
    auto parsed = parse_policy(text, file_name, PolicyFileKind::box_config, kBoxKeys);
    Complaints complaints = std::move(parsed.complaints);
    Complaints told_already;
    const auto root = read_yaml(text, file_name, told_already);
    const bool is_mapping =
        root && root->kind != YamlNode::Kind::scalar && root->kind != YamlNode::Kind::list;
    if (!is_mapping)
        return {std::nullopt, std::move(complaints)};

    ConfigFile config;
    YamlReport report(file_name);
    read_box(box_part(*root), report, config);
    const bool sound = complaints.empty() && report.count() == 0;
    if (sound && !split(text, *root, config))
        report.complain(0, "",
                        "each top-level key must begin a line of its own, and the policy (tiers, "
                        "subscribers, never_touch, rules) may use no anchor from outside it");
    if (sound)
        for (Complaint& complaint :
             check_policy_links(*parsed.policy, link_capacities(config), file_name))
            complaints.push_back(std::move(complaint));
    if (sound)
        for (const Complaint& objection : box_objections(*parsed.policy, config.dataplane))
            report.complain(line_of_field(*root, objection.field), objection.field,
                            objection.message);
    for (Complaint& complaint : report.take())
        complaints.push_back(std::move(complaint));
    std::stable_sort(complaints.begin(), complaints.end(),
                     [](const Complaint& a, const Complaint& b) { return a.line < b.line; });
    if (!complaints.empty())
        return {std::nullopt, std::move(complaints)};
    config.policy = std::move(*parsed.policy);
    return {std::move(config), {}};
}

}  // namespace sluice
