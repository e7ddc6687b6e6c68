// SPDX-License-Identifier: Apache-2.0
#include "oracle/alto/read_updates.h"

#include <algorithm>
#include <string_view>

#include "oracle/alto/update_state.h"
#include "oracle/rank/pid.h"

namespace sluice {
namespace {

constexpr std::string_view kAdd = "add";
constexpr std::string_view kRemove = "remove";

bool read_add(std::string_view id, const RequestFields& fields, UpdateRequest& out) {
    // Section 5.2: an id is what a resource's is, and that is what a PID's name is.
    if (!is_pid_name(id))
        return fields.fail(alto_wrong_value(kAdd, id));
    if (std::ranges::find(out.add, id, &UpdateRequest::Add::id) != out.add.end())
        return fields.fail(alto_syntax_error("a substream is there twice"));
    const auto resource = fields.text("resource-id");
    const auto tag = fields.text("tag", false);
    const bool takes_patches = fields.boolean("incremental-changes").value_or(true);
    if (!resource)
        return false;
    const auto found = std::ranges::find_if(
        kUpdatedResources, [&](AltoResource one) { return entry_of(one).id == *resource; });
    if (found == kUpdatedResources.end())
        return fields.fail(alto_wrong_value(fields.path_of("resource-id"), *resource));
    out.add.push_back(
        {id, static_cast<size_t>(found - kUpdatedResources.begin()), tag, takes_patches});
    return true;
}

}  // namespace

void read_updates(const RequestFields& fields, bool of_new_stream, size_t most,
                  UpdateRequest& out) {
    out.add.clear();
    out.remove.clear();
    out.removes_all = false;
    fields.members(kAdd, false, [&](std::string_view id, const RequestFields& add) {
        return out.add.size() < most ? read_add(id, add, out) : add.fail(alto_unavailable(kAdd));
    });
    // Section 6.5: what is new has nothing to be removed.
    if (!of_new_stream)
        fields.texts(kRemove, false, most, [&](std::string_view id) {
            out.remove.push_back(id);
            return true;
        });
    out.removes_all = !of_new_stream && out.remove.empty() && fields.has(kRemove);
    if (out.add.empty() && out.remove.empty() && !out.removes_all)
        fields.fail(alto_missing_field(kAdd));
}

}  // namespace sluice
