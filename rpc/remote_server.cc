// SPDX-License-Identifier: Apache-2.0
#include "rpc/remote_server.h"

#include <fstream>
#include <vector>

#include <grpcpp/security/auth_metadata_processor.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>

#include "rpc/serving.h"

namespace sluice {
namespace {

namespace tls = grpc::experimental;

constexpr size_t kMemoryMost = size_t{256} << 20;
constexpr int kStreamsMost = 32;  // at once, of one connection
constexpr unsigned kFilesLookedAtEverySeconds = 10;

// gRPC says of such a file only that no handshake succeeds.
void require_readable(const std::string& file, const char* what) {
    if (!std::ifstream(file))
        throw ListenError(std::string("control.remote.") + what + ": cannot read " + file);
}

// Asked by gRPC when a call's headers are there, before its method is. What it refuses no service
// sees.
class Guard : public grpc::AuthMetadataProcessor {
 public:
    explicit Guard(MayCall may_call) : may_call_(std::move(may_call)) {}

    bool IsBlocking() const override { return false; }

    grpc::Status Process(const InputMetadata& headers, grpc::AuthContext* peer, OutputMetadata*,
                         OutputMetadata*) override {
        const auto path = headers.find(":path");
        if (path == headers.end())
            return {grpc::StatusCode::PERMISSION_DENIED, "the call names no method"};
        const std::string method(path->second.data(), path->second.size());
        std::vector<std::string> uris;
        for (const grpc::string_ref& uri : peer->FindPropertyValues(GRPC_PEER_URI_PROPERTY_NAME))
            uris.emplace_back(uri.data(), uri.size());
        if (may_call_(method, uris))
            return grpc::Status::OK;
        return {grpc::StatusCode::PERMISSION_DENIED,
                "the certificate has no role that may call " + method + " (docs/access.md)"};
    }

 private:
    const MayCall may_call_;
};

std::shared_ptr<grpc::ServerCredentials> credentials(const RemoteAccess& access, MayCall may_call) {
    require_readable(access.certificate, "certificate");
    require_readable(access.key, "key");
    require_readable(access.authorities, "authorities");
    tls::TlsServerCredentialsOptions options(std::make_shared<tls::FileWatcherCertificateProvider>(
        access.key, access.certificate, access.authorities, kFilesLookedAtEverySeconds));
    options.watch_root_certs();
    options.watch_identity_key_cert_pairs();
    options.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
    if (!access.revoked.empty())
        options.set_crl_directory(access.revoked);
    auto credentials = tls::TlsServerCredentials(options);
    credentials->SetAuthMetadataProcessor(std::make_shared<Guard>(std::move(may_call)));
    return credentials;
}

}  // namespace

RemoteServer::RemoteServer(const RemoteAccess& access, MayCall may_call,
                           std::span<grpc::Service* const> services) {
    grpc::ServerBuilder builder;
    builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kStreamsMost);
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
    builder.AddListeningPort(access.address, credentials(access, std::move(may_call)), &port_);
    offer(builder, "remote", kMemoryMost, services);
    server_ = builder.BuildAndStart();
    if (server_ == nullptr || port_ == 0)
        throw ListenError("control.remote.address: cannot listen on " + access.address +
                          ": is it this host's, and free?");
}

RemoteServer::~RemoteServer() {
    end_serving(*server_);
}

}  // namespace sluice
