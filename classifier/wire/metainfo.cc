// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/metainfo.h"

#include <algorithm>
#include <bit>
#include <string_view>

#include "classifier/wire/bencode_prefix.h"
#include "classifier/wire/metainfo_files.h"

namespace sluice {
namespace {

using Type = BencodePrefix::Type;
using Outcome = Metainfo::Outcome;

constexpr uint64_t kHashBytes = 20;                   // SHA-1
constexpr uint64_t kRootBytes = 32;                   // SHA-256 (BEP 52)
constexpr int64_t kLongestPiece = int64_t{1} << 29;   // no client takes longer ones
constexpr int64_t kShortestPiece = int64_t{1} << 14;  // of BEP 52, and a power of two

class MetainfoReader {
 public:
    MetainfoReader(Bytes body, std::span<TrackerUrl> room) : body_(body), in_(body), room_(room) {}

    Metainfo read() {
        in_.enter(Type::dictionary);
        for (std::optional<std::string_view> key; in_.next_key(key);)
            read_value(*key);
        if (in_.malformed() || (in_.ok() && in_.position() != body_.size()))
            return {};
        if (proven_ || (in_.cut() && any_file_))
            return {Outcome::complete, trackers_};
        return {in_.cut() ? Outcome::partial : Outcome::absent, 0};
    }

 private:
    void read_value(std::string_view key) {
        if (key == "announce")
            add_tracker(in_.whole_string());
        else if (key == "announce-list")
            read_tiers();
        else if (key == "comment" || key == "created by" || key == "encoding" ||
                 key == "publisher" || key == "publisher-url")
            in_.string();
        else if (key == "creation date")
            in_.integer();
        else if (key == "httpseeds")  // BEP 17
            read_strings();
        else if (key == "url-list")  // BEP 19: one or a list
            in_.type() == Type::string ? void(in_.string()) : read_strings();
        else if (key == "nodes")
            read_nodes();
        else if (key == "info")
            read_info();
        else if (key == "piece layers")
            read_layers();
        else
            in_.skip();
    }

    void add_tracker(std::optional<std::string_view> url) {
        const auto tracker = url ? parse_tracker_url(*url) : std::nullopt;
        const auto written = room_.first(trackers_);
        if (tracker && trackers_ < room_.size() &&
            std::find(written.begin(), written.end(), *tracker) == written.end())
            room_[trackers_++] = *tracker;
    }

    // BEP 12: a list of tiers, each a list of URLs.
    void read_tiers() {
        in_.enter(Type::list);
        while (in_.next_value()) {
            in_.enter(Type::list);
            while (in_.next_value())
                add_tracker(in_.whole_string());
        }
    }

    void read_strings() {
        in_.enter(Type::list);
        while (in_.next_value())
            in_.string();
    }

    // BEP 5: a list of pairs of host and port.
    void read_nodes() {
        in_.enter(Type::list);
        while (in_.next_value()) {
            in_.enter(Type::list);
            in_.string();
            const int64_t port = in_.integer();
            in_.expect(port >= 0 && port <= 65'535);
            in_.expect(!in_.next_value());
        }
    }

    // BEP 52: hashes of a layer by the root above them.
    void read_layers() {
        in_.enter(Type::dictionary);
        for (std::optional<std::string_view> key; in_.next_key(key);) {
            in_.expect(key->size() == kRootBytes);
            if (const auto hashes = in_.string(); hashes && hashes->length % kRootBytes != 0)
                in_.refuse();
        }
    }

    void read_info() {
        in_.enter(Type::dictionary);
        for (std::optional<std::string_view> key; in_.next_key(key);)
            read_info_value(*key);
        in_.expect(proven_ && named_ && piece_bytes_ > 0 && (pieces_ || root_hash_ || !has_v1()));
    }

    void read_info_value(std::string_view key) {
        if (key == "file tree") {
            tree_ = read_file_tree(in_, any_file_);
        } else if (key == "files") {
            files_ = read_files(in_, any_file_, total_bytes_);
        } else if (key == "length") {
            length_ = read_file_length(in_, total_bytes_);
        } else if (key == "meta version") {
            const int64_t version = in_.integer();
            in_.expect(version == 2 && tree_);
            version2_ = proven_ = in_.ok();
        } else if (key == "name") {
            named_ = in_.string().has_value();
        } else if (key == "name.utf-8" || key == "source") {
            in_.string();
        } else if (key == "piece length") {
            read_piece_length();
        } else if (key == "pieces") {
            read_pieces();
        } else if (key == "private") {  // BEP 27
            const int64_t flag = in_.integer();
            in_.expect(flag == 0 || flag == 1);
        } else if (key == "root hash") {
            read_root_hash();
        } else {
            in_.skip();
        }
    }

    bool has_v1() const { return files_ || length_; }

    void read_piece_length() {
        piece_bytes_ = in_.integer();
        in_.expect(piece_bytes_ > 0 && piece_bytes_ <= kLongestPiece);
        if (version2_)
            in_.expect(piece_bytes_ >= kShortestPiece &&
                       std::has_single_bit(static_cast<uint64_t>(piece_bytes_)));
    }

    // What comes before pieces, for the keys are sorted.
    void expect_content() {
        in_.expect(named_ && piece_bytes_ > 0 && files_ != length_ && tree_ == version2_);
    }

    void read_pieces() {
        expect_content();
        const auto pieces = in_.string();
        if (!pieces)
            return;
        const auto piece_bytes = static_cast<uint64_t>(piece_bytes_);
        const uint64_t count = (total_bytes_ + piece_bytes - 1) / piece_bytes;
        if (pieces->length != count * kHashBytes)
            return in_.refuse();
        pieces_ = proven_ = true;
    }

    void read_root_hash() {
        expect_content();
        const auto hash = in_.string();
        if (!hash)
            return;
        if (hash->length != kHashBytes)
            return in_.refuse();
        root_hash_ = proven_ = true;
    }

    Bytes body_;
    BencodePrefix in_;
    std::span<TrackerUrl> room_;
    size_t trackers_ = 0;

    bool proven_ = false;
    bool any_file_ = false;  // of files or the file tree, seen as a whole
    bool tree_ = false;
    bool files_ = false;
    bool length_ = false;
    bool version2_ = false;
    bool named_ = false;
    bool pieces_ = false;
    bool root_hash_ = false;
    uint64_t total_bytes_ = 0;
    int64_t piece_bytes_ = 0;
};

}  // namespace

Metainfo parse_metainfo(Bytes body, std::span<TrackerUrl> trackers) {
    return MetainfoReader{body, trackers}.read();
}

}  // namespace sluice
