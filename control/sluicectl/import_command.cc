// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <cstring>
#include <deque>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <thread>

#include <unistd.h>

#include "control/sluicectl/commands.h"
#include "control/subscribers/subscriber_lines.h"
#include "policy/complaint.h"
#include "policy/subscriber_notation.h"
#include "sluice/v1/subscribers.grpc.pb.h"

namespace sluice {
namespace {

constexpr int kSubscribersPerMessage = 2'000;
constexpr size_t kLongestLine = 64 << 10;

// A bar on the standard error, for people who wait: only on a terminal.
class Bar {
 public:
    explicit Bar(uint64_t whole) : whole_(whole), shown_(whole > 0 && isatty(STDERR_FILENO) == 1) {}
    ~Bar() {
        if (shown_)
            std::cerr << "\r\033[K";
    }
    void move_to(uint64_t done) {
        constexpr uint64_t kWidth = 40;
        if (!shown_)
            return;
        const uint64_t filled = std::min(done, whole_) * kWidth / whole_;
        std::cerr << "\r[" << std::string(filled, '#') << std::string(kWidth - filled, '.') << "] "
                  << std::min(done, whole_) * 100 / whole_ << " %" << std::flush;
    }

 private:
    const uint64_t whole_;
    const bool shown_;
};

// What was said of a file's lines, as it goes.
class Outcome {
 public:
    explicit Outcome(std::string file) : file_(std::move(file)) {}

    void bad(uint64_t line, const std::string& reason) {
        ++bad_;
        std::cerr << (isatty(STDERR_FILENO) == 1 ? "\r\033[K" : "") << file_ << ":" << line << ": "
                  << one_line(reason) << "\n";
    }
    void good(uint64_t count) { good_ += count; }
    uint64_t good() const { return good_; }
    uint64_t bad() const { return bad_; }

 private:
    const std::string file_;
    uint64_t good_ = 0;
    uint64_t bad_ = 0;
};

// At most limit bytes of the next line; the rest of a longer one is passed over.
bool next_line(std::istream& in, std::string& line, bool& is_too_long) {
    line.clear();
    is_too_long = false;
    std::streambuf& buffer = *in.rdbuf();
    for (int c = buffer.sbumpc();; c = buffer.sbumpc()) {
        if (c == std::char_traits<char>::eof())
            return !line.empty();
        if (c == '\n')
            return true;
        if (line.size() == kLongestLine)
            is_too_long = true;
        else
            line += static_cast<char>(c);
    }
}

void fill(const Subscriber& subscriber, v1::Subscriber& out) {
    out.set_id(subscriber.id);
    out.set_tier(subscriber.tier);
    out.set_group(subscriber.group);
    out.set_site(subscriber.site);
    for (const SubscriberAddress& address : subscriber.addresses)
        out.add_addresses()->set_prefix(to_string(address));
}

class Import {
 public:
    Import(const Session& session, const std::string& file)
        : outcome_(file == "-" ? "standard input" : file),
          stub_(v1::Subscribers::NewStub(session.connect())),
          stream_(stub_->Import(&context_)) {}

    void run(std::istream& in, uint64_t bytes) {
        Bar bar(bytes);
        SubscriberLines lines;
        std::string line;
        bool is_too_long = false;
        uint64_t done = 0;
        for (uint64_t number = 1; next_line(in, line, is_too_long); ++number) {
            done += line.size() + 1;
            auto read =
                is_too_long ? ReadLine{std::nullopt, "is longer than 64 KiB"} : lines.read(line);
            if (!read.reason.empty())
                outcome_.bad(number, read.reason);
            if (lines.is_hopeless())
                break;
            if (!read.subscriber)
                continue;
            fill(*read.subscriber, *request_.add_subscribers());
            numbers_.push_back(number);
            if (request_.subscribers_size() < kSubscribersPerMessage)
                continue;
            send();
            bar.move_to(done);
        }
        if (request_.subscribers_size() > 0)
            send();
        stream_->WritesDone();
        require_ok(stream_->Finish());
    }

    const Outcome& outcome() const { return outcome_; }

 private:
    // And hears what became of them.
    void send() {
        v1::ImportSubscribersResponse response;
        if (!stream_->Write(request_) || !stream_->Read(&response)) {
            require_ok(stream_->Finish());
            throw CommandFailed("sluiced ended the import");
        }
        for (const v1::ImportRefusal& refusal : response.refusals())
            outcome_.bad(numbers_.at(refusal.place()), refusal.reason());
        outcome_.good(response.taken());
        request_.Clear();
        numbers_.clear();
    }

    Outcome outcome_;
    grpc::ClientContext context_;
    std::unique_ptr<v1::Subscribers::Stub> stub_;
    std::unique_ptr<
        grpc::ClientReaderWriter<v1::ImportSubscribersRequest, v1::ImportSubscribersResponse>>
        stream_;
    v1::ImportSubscribersRequest request_;
    std::vector<uint64_t> numbers_;  // the lines that the request's subscribers stood on
};

void import_file(const Session& session, const std::string& file) {
    std::ifstream in;
    std::error_code no_size;
    uint64_t bytes = 0;
    if (file != "-") {
        if (std::filesystem::is_directory(file, no_size))
            throw CommandFailed(file + ": is a directory");
        in.open(file, std::ios::binary);
        if (!in)
            throw CommandFailed(file + ": " + std::strerror(errno));
        bytes = std::filesystem::file_size(file, no_size);
        if (no_size)  // a pipe has none
            bytes = 0;
    }
    Import import(session, file);
    import.run(file == "-" ? std::cin : in, bytes);
    const Outcome& outcome = import.outcome();
    std::cout << outcome.good() << " subscribers imported";
    if (outcome.bad() > 0)
        std::cout << ", " << outcome.bad() << " lines were not";
    std::cout << "\n";
    if (outcome.bad() > 0)
        throw CommandFailed(std::to_string(outcome.bad()) + " lines could not be imported");
    if (outcome.good() == 0)
        throw CommandFailed(file + " has no subscribers");
}

}  // namespace

void add_import_command(const Command& subscribers, const Session& session) {
    const Command command = subscribers.add_subcommand(
        "import", "Take subscribers from a file of CSV or of JSON lines, beside the policy's");
    const auto file = std::make_shared<std::string>();
    command.add_option("FILE", *file, "id,tier,group,site,addresses; - for the standard input")
        .required();
    command.callback([=, &session] { import_file(session, *file); });
}

}  // namespace sluice
