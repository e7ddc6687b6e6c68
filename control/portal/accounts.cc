// SPDX-License-Identifier: Apache-2.0
#include "control/portal/accounts.h"

#include <chrono>
#include <condition_variable>
#include <mutex>

#include <grpcpp/grpcpp.h>

#include "control/portal/account_message.h"
#include "sluice/v1/subscribers.grpc.pb.h"

namespace sluice {
namespace {

constexpr std::chrono::milliseconds kCallTimeout{1000};
constexpr int kReconnectMs = 100;  // a daemon that restarts is soon found again
constexpr int kReconnectMostMs = 1000;

std::shared_ptr<grpc::Channel> open_channel(const std::string& socket_path) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kReconnectMs);
    // How long one attempt may take, in spite of its name: a busy machine is no daemon that is
    // down.
    arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kReconnectMostMs);
    arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kReconnectMostMs);
    auto channel = grpc::CreateCustomChannel("unix:" + socket_path,
                                             grpc::InsecureChannelCredentials(), arguments);
    channel->GetState(true);  // connects now, so that the first who asks need not wait for that
    return channel;
}

// A daemon that is just being reached, or restarts, is waited for as long as one that is slow.
void prepare(grpc::ClientContext& context) {
    context.set_wait_for_ready(true);
    context.set_deadline(std::chrono::system_clock::now() + kCallTimeout);
}

}  // namespace

struct Accounts::Link {
    explicit Link(const std::string& socket_path)
        : stub(v1::Subscribers::NewStub(open_channel(socket_path))) {}

    void enter() {
        const std::lock_guard lock(mutex);
        ++questions;
    }
    void leave() {
        const std::lock_guard lock(mutex);
        --questions;
        none_left.notify_all();
    }

    std::unique_ptr<v1::Subscribers::Stub> stub;
    std::mutex mutex;
    std::condition_variable none_left;
    size_t questions = 0;
};

// Whose is it, then what is kept; lives until it is answered.
struct Accounts::Question : std::enable_shared_from_this<Question> {
    Question(Link& to, const Asker& who, Answered callback)
        : link(to), counted_in(to), asker(who), answered(std::move(callback)) {}

    void find() {
        request.set_address(asker.address.to_string());
        request.set_port(asker.port.value_or(0));
        prepare(find_context);
        link.stub->async()->Find(
            &find_context, &request, &subscriber,
            [self = shared_from_this()](const grpc::Status& status) { self->found(status); });
    }

    void found(const grpc::Status& status) {
        if (status.error_code() == grpc::StatusCode::NOT_FOUND)
            return answered(asker.port ? NoAccount::nobody : NoAccount::port_needed);
        if (!status.ok())
            return answered(NoAccount::unavailable);
        if (!asker.port && !has_whole_address(subscriber, asker.address))
            return answered(NoAccount::port_needed);
        usage_request.set_id(subscriber.id());
        prepare(usage_context);
        link.stub->async()->Usage(
            &usage_context, &usage_request, &usage,
            [self = shared_from_this()](const grpc::Status& told) { self->counted(told); });
    }

    void counted(const grpc::Status& status) {
        const bool none_kept = status.error_code() == grpc::StatusCode::NOT_FOUND ||
                               status.error_code() == grpc::StatusCode::UNIMPLEMENTED;
        if (!status.ok() && !none_kept)
            return answered(NoAccount::unavailable);
        Account account{subscriber.id(), subscriber.tier(), asker, std::nullopt};
        if (!none_kept)
            account.usage = read_usage(usage);
        if (usage.has_congestion())
            account.congestion = read_congestion(usage.congestion());
        answered(std::move(account));
    }

    // Counted from before anything that it holds until after all of it is gone.
    struct CountedIn {
        explicit CountedIn(Link& in) : link(in) { link.enter(); }
        ~CountedIn() { link.leave(); }
        CountedIn(const CountedIn&) = delete;
        CountedIn& operator=(const CountedIn&) = delete;
        Link& link;
    };

    Link& link;
    const CountedIn counted_in;
    const Asker asker;
    const Answered answered;
    grpc::ClientContext find_context;
    grpc::ClientContext usage_context;
    v1::FindSubscriberRequest request;
    v1::Subscriber subscriber;
    v1::UsageRequest usage_request;
    v1::SubscriberUsage usage;
};

Accounts::Accounts(const std::string& socket_path) : link_(std::make_unique<Link>(socket_path)) {}

Accounts::~Accounts() {
    finish();
}

void Accounts::finish() {
    std::unique_lock lock(link_->mutex);
    link_->none_left.wait(lock, [this] { return link_->questions == 0; });
}

void Accounts::ask(const Asker& asker, Answered answered) {
    std::make_shared<Question>(*link_, asker, std::move(answered))->find();
}

}  // namespace sluice
