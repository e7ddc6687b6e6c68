// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/document.h"

#include <istream>
#include <map>
#include <stdexcept>
#include <streambuf>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

namespace sluice {
namespace {

int line_of(const YAML::Mark& mark) {
    return mark.is_null() ? 0 : mark.line + 1;
}

struct Refusal : std::runtime_error {
    Refusal(int at, const std::string& why) : std::runtime_error(why), line(at) {}
    int line;
};

// The text as a stream without a second copy of it.
class TextBuffer : public std::streambuf {
 public:
    explicit TextBuffer(std::string_view text) {
        char* begin = const_cast<char*>(text.data());
        setg(begin, begin, begin + text.size());
    }
};

size_t count_nodes(const YamlNode& node) {
    size_t count = 1;
    for (const YamlNode& child : node.children)
        count += count_nodes(child);
    return count;
}

int height(const YamlNode& node) {
    int highest = 0;
    for (const YamlNode& child : node.children)
        highest = std::max(highest, height(child));
    return highest + 1;
}

// Builds the tree from the parser's events. Refusing a depth here unwinds the parser before its
// own recursion grows.
class Builder : public YAML::EventHandler {
 public:
    YamlNode take() { return std::move(root_); }

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        add({YamlNode::Kind::null, line_of(mark), {}, {}}, anchor);
    }
    void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  const std::string& value) override {
        add({YamlNode::Kind::scalar, line_of(mark), value, {}}, anchor);
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        const auto found = anchored_.find(anchor);
        if (found == anchored_.end())
            throw Refusal(line_of(mark), "an alias inside what it names never ends");
        alias_nodes_ += count_nodes(found->second);
        if (alias_nodes_ > kYamlAliasNodesMax)
            throw Refusal(line_of(mark), "aliases multiply this document beyond " +
                                             std::to_string(kYamlAliasNodesMax) +
                                             " nodes; write the parts out");
        if (static_cast<int>(open_.size()) + height(found->second) > kYamlDepthMax)
            throw too_deep(line_of(mark));
        YamlNode copy = found->second;
        add(std::move(copy), YAML::NullAnchor);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(YamlNode::Kind::list, mark, anchor);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(YamlNode::Kind::mapping, mark, anchor);
    }
    void OnMapEnd() override { close(); }

 private:
    struct Open {
        YamlNode node;
        YAML::anchor_t anchor;
    };

    static Refusal too_deep(int line) {
        return {line, "nested deeper than " + std::to_string(kYamlDepthMax) + " levels"};
    }

    void open(YamlNode::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
        if (static_cast<int>(open_.size()) >= kYamlDepthMax)
            throw too_deep(line_of(mark));
        open_.push_back({{kind, line_of(mark), {}, {}}, anchor});
    }

    void close() {
        Open done = std::move(open_.back());
        open_.pop_back();
        add(std::move(done.node), done.anchor);
    }

    void add(YamlNode node, YAML::anchor_t anchor) {
        if (anchor != YAML::NullAnchor) {
            // Every anchor keeps a copy, so nested ones multiply like aliases do.
            alias_nodes_ += count_nodes(node);
            if (alias_nodes_ > kYamlAliasNodesMax)
                throw Refusal(node.line, "anchors cover more than " +
                                             std::to_string(kYamlAliasNodesMax) +
                                             " nodes; write the parts out");
            anchored_[anchor] = node;
        }
        if (open_.empty())
            root_ = std::move(node);
        else
            open_.back().node.children.push_back(std::move(node));
    }

    YamlNode root_;
    std::vector<Open> open_;
    std::map<YAML::anchor_t, YamlNode> anchored_;
    size_t alias_nodes_ = 0;
};

}  // namespace

std::optional<YamlNode> read_yaml(std::string_view text, std::string_view file_name,
                                  Complaints& complaints) {
    const auto complain = [&](int line, const std::string& message) {
        complaints.push_back({std::string(file_name), line, "", one_line(message)});
    };
    if (text.size() > kYamlBytesMax) {
        complain(0, "is larger than " + std::to_string(kYamlBytesMax >> 20) + " MiB");
        return std::nullopt;
    }

    TextBuffer buffer(text);
    std::istream in(&buffer);
    Builder builder;
    try {
        YAML::Parser parser(in);
        parser.HandleNextDocument(builder);
        YamlNode root = builder.take();
        Builder second;
        if (parser.HandleNextDocument(second)) {
            complain(second.take().line, "a second document begins here; write one only");
            return std::nullopt;
        }
        return root;
    } catch (const Refusal& refusal) {
        complain(refusal.line, refusal.what());
    } catch (const YAML::Exception& error) {
        complain(line_of(error.mark), "is not YAML: " + error.msg);
    }
    return std::nullopt;
}

}  // namespace sluice
