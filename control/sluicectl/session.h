// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>

#include <google/protobuf/message.h>
#include <grpcpp/grpcpp.h>

namespace sluice {

// What sluicectl says on its way out, and then it exits with 1.
class CommandFailed : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

// A box elsewhere, by mutual TLS. Files are PEM.
struct RemoteBox {
    std::string address;      // "box1.example.net:9465", as the box's certificate has it
    std::string certificate;  // of who asks; its role is in it
    std::string key;
    std::string authorities;  // of the box's certificate
};

// How this call of sluicectl talks to the daemon, and how it shows what it is told.
struct Session {
    std::string socket = "/run/sluice/sluiced.sock";
    bool json = false;
    std::string program = "sluiced";  // whose socket that is
    RemoteBox remote = {};            // asked instead of the socket, if it has an address

    // Throws CommandFailed if nobody answers.
    std::shared_ptr<grpc::Channel> connect() const;
};

// For calls that end by themselves.
void set_deadline(grpc::ClientContext& context);

// Throws CommandFailed with the daemon's own words.
void require_ok(const grpc::Status& status);

// Asks a service of the daemon once. Throws CommandFailed if it does not answer, or refuses.
template <typename Service, typename Request, typename Response>
Response ask(const Session& session,
             grpc::Status (Service::StubInterface::*call)(grpc::ClientContext*, const Request&,
                                                          Response*),
             const std::type_identity_t<Request>& request) {
    const auto stub = Service::NewStub(session.connect());
    grpc::ClientContext context;
    set_deadline(context);
    Response response;
    require_ok((*stub.*call)(&context, request, &response));
    return response;
}

// As protobuf's JSON mapping says, but with the field names of the .proto files.
void print_json(const google::protobuf::Message& message);       // over several lines
void print_json_line(const google::protobuf::Message& message);  // one of a stream

// Who asks: behind sudo, who called it.
std::string user_name();

}  // namespace sluice
