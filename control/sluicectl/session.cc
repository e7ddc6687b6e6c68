// SPDX-License-Identifier: Apache-2.0
#include "control/sluicectl/session.h"

#include <cerrno>
#include <cstdlib>
#include <iostream>

#include <google/protobuf/util/json_util.h>
#include <pwd.h>
#include <unistd.h>

#include "policy/yaml/text_file.h"

namespace sluice {
namespace {

constexpr std::chrono::seconds kConnectTimeout{3};
constexpr std::chrono::seconds kCallTimeout{60};
constexpr int kLargestMessage = 256 << 20;  // 100,000 flows, each with every kind of message

std::string to_json(const google::protobuf::Message& message, bool lines) {
    google::protobuf::util::JsonPrintOptions options;
    options.add_whitespace = lines;
    options.always_print_primitive_fields = true;
    options.preserve_proto_field_names = true;
    std::string json;
    const auto status = google::protobuf::util::MessageToJsonString(message, &json, options);
    if (!status.ok())
        throw CommandFailed("cannot write JSON: " + status.ToString());
    return json;
}

std::shared_ptr<grpc::ChannelCredentials> remote_credentials(const RemoteBox& box) try {
    return grpc::SslCredentials({.pem_root_certs = read_text_file(box.authorities),
                                 .pem_private_key = read_text_file(box.key),
                                 .pem_cert_chain = read_text_file(box.certificate)});
} catch (const std::runtime_error& error) {
    throw CommandFailed(error.what());
}

}  // namespace

std::shared_ptr<grpc::Channel> Session::connect() const {
    const bool is_local = remote.address.empty();
    if (is_local && access(socket.c_str(), W_OK) != 0 && errno == EACCES)
        throw CommandFailed("may not use unix:" + socket + ": it is for its owner and group only");
    grpc::ChannelArguments arguments;
    arguments.SetMaxReceiveMessageSize(kLargestMessage);
    const std::string target = is_local ? "unix:" + socket : remote.address;
    auto channel = grpc::CreateCustomChannel(
        target, is_local ? grpc::InsecureChannelCredentials() : remote_credentials(remote),
        arguments);
    const auto deadline = std::chrono::system_clock::now() + kConnectTimeout;
    auto state = channel->GetState(true);
    while (state != GRPC_CHANNEL_READY) {
        if (state == GRPC_CHANNEL_TRANSIENT_FAILURE ||
            !channel->WaitForStateChange(state, deadline))
            throw CommandFailed("cannot reach " + program + " at " + target +
                                (is_local ? ": is it running?"
                                          : ": does it listen there (control.remote), and do both "
                                            "certificates hold?"));
        state = channel->GetState(true);
    }
    return channel;
}

void set_deadline(grpc::ClientContext& context) {
    context.set_deadline(std::chrono::system_clock::now() + kCallTimeout);
}

void require_ok(const grpc::Status& status) {
    if (!status.ok())
        throw CommandFailed(status.error_message());
}

void print_json(const google::protobuf::Message& message) {
    std::cout << to_json(message, true);
}

void print_json_line(const google::protobuf::Message& message) {
    std::cout << to_json(message, false) << std::endl;
}

std::string user_name() {
    if (const char* caller = std::getenv("SUDO_USER"))
        return caller;
    const passwd* user = getpwuid(getuid());
    return user != nullptr ? user->pw_name : std::to_string(getuid());
}

}  // namespace sluice
