// SPDX-License-Identifier: Apache-2.0
// The real server on loopback, and clients with certificates of a real authority.
#include <set>

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include "control/access/roles.h"
#include "control/api_server.h"
#include "control/enforcement/rule_effects.h"
#include "control/sluicectl/session.h"
#include "policy/yaml/text_file.h"
#include "rpc/listen_error.h"
#include "sluice/v1/congestion.grpc.pb.h"
#include "sluice/v1/events.grpc.pb.h"
#include "sluice/v1/flows.grpc.pb.h"
#include "sluice/v1/links.grpc.pb.h"
#include "sluice/v1/locality.grpc.pb.h"
#include "sluice/v1/policies.grpc.pb.h"
#include "sluice/v1/subscribers.grpc.pb.h"
#include "tests/unit/control/access/authority.h"
#include "tests/unit/control/control_fixture.h"
#include "tests/unit/control/fake_dataplane.h"

namespace sluice {
namespace {

using testing::HasSubstr;

TEST(Roles, EveryMethodIsOfExactlyOneRole) {
    std::multiset<std::string_view> named;
    for (const Role role : {Role::view, Role::operate, Role::administer})
        named.insert(methods_of(role).begin(), methods_of(role).end());
    size_t methods = 0;
    for (const auto* file :
         {v1::Link::descriptor()->file(), v1::Flow::descriptor()->file(),
          v1::Policy::descriptor()->file(), v1::Subscriber::descriptor()->file(),
          v1::CongestionStatus::descriptor()->file(), v1::LocalityStatus::descriptor()->file(),
          v1::Event::descriptor()->file()}) {
        for (int i = 0; i < file->service_count(); ++i) {
            for (int j = 0; j < file->service(i)->method_count(); ++j) {
                const std::string path =
                    "/" + file->service(i)->full_name() + "/" + file->service(i)->method(j)->name();
                EXPECT_EQ(named.count(path), 1u) << path;
                ++methods;
            }
        }
    }
    EXPECT_EQ(named.size(), methods + 3) << "health, reflection, and nothing that is not there";
}

class RemoteApiTest : public testing::Test, protected ControlFixture {
 protected:
    static constexpr const char* kAddress = "127.0.0.1:29465";

    RemoteApiTest() {
        authority_.sign("box", "IP:127.0.0.1");
        start("");
    }

    void start(const std::string& revoked) {
        server_.reset();
        server_ = std::make_unique<ApiServer>(
            folder / "s.sock", store, audit, revisions, effects_, registry, fake_.view, nullptr,
            nullptr, nullptr,
            RemoteAccess{.address = kAddress,
                         .certificate = authority_.certificate("box"),
                         .key = authority_.key("box"),
                         .authorities = authority_.certificate("authority"),
                         .revoked = revoked});
    }

    Session as(const std::string& name, const test::Authority& authority) const {
        Session session;
        session.remote = {.address = kAddress,
                          .certificate = authority.certificate(name),
                          .key = authority.key(name),
                          .authorities = authority_.certificate("authority")};
        return session;
    }
    Session as(const std::string& name) const { return as(name, authority_); }

    static grpc::Status look(const Session& session) {
        grpc::ClientContext context;
        set_deadline(context);
        v1::ListLinksResponse response;
        return v1::Links::NewStub(session.connect())->List(&context, {}, &response);
    }
    static grpc::Status apply(const Session& session, const std::string& author = "") {
        grpc::ClientContext context;
        set_deadline(context);
        v1::ApplyPolicyRequest request;
        request.set_yaml("rules: []\n");
        request.set_author(author);
        v1::Revision response;
        return v1::Policies::NewStub(session.connect())->Apply(&context, request, &response);
    }
    static grpc::Status cut(const Session& session) {
        grpc::ClientContext context;
        set_deadline(context);
        v1::SetLinkModeRequest request;
        request.set_link("there is none");
        request.set_force(v1::SetLinkModeRequest::FORCE_CUT);
        v1::SetLinkModeResponse response;
        return v1::Links::NewStub(session.connect())->SetMode(&context, request, &response);
    }

    FakeDataplane fake_;
    const RuleEffects effects_{fake_.view.workers};
    test::Authority authority_;
    std::unique_ptr<ApiServer> server_;
};

TEST_F(RemoteApiTest, AViewerLooksAndChangesNothing) {
    authority_.sign("vera", "URI:sluice:viewer");
    EXPECT_TRUE(look(as("vera")).ok()) << look(as("vera")).error_message();
    EXPECT_EQ(apply(as("vera")).error_code(), grpc::StatusCode::PERMISSION_DENIED);
    EXPECT_EQ(cut(as("vera")).error_code(), grpc::StatusCode::PERMISSION_DENIED);
}

TEST_F(RemoteApiTest, AnOperatorChangesPolicyAndTheAuditSaysWho) {
    authority_.sign("oskar", "URI:sluice:operator");
    EXPECT_TRUE(look(as("oskar")).ok());
    ASSERT_TRUE(apply(as("oskar"), "the boss").ok()) << apply(as("oskar")).error_message();
    EXPECT_EQ(store.latest_revision()->author, "oskar (as the boss)");
    EXPECT_EQ(cut(as("oskar")).error_code(), grpc::StatusCode::PERMISSION_DENIED);
}

TEST_F(RemoteApiTest, AnAdminDecidesAboutTheWire) {
    authority_.sign("ada", "URI:sluice:admin");
    EXPECT_EQ(cut(as("ada")).error_code(), grpc::StatusCode::NOT_FOUND) << "asked, not refused";
    EXPECT_TRUE(apply(as("ada")).ok());
}

TEST_F(RemoteApiTest, ACertificateWithoutARoleMayNothing) {
    authority_.sign("nobody", "DNS:nobody.example.net");
    EXPECT_EQ(look(as("nobody")).error_code(), grpc::StatusCode::PERMISSION_DENIED);
    authority_.sign("almost", "URI:sluice:viewers");
    EXPECT_EQ(look(as("almost")).error_code(), grpc::StatusCode::PERMISSION_DENIED);
}

TEST_F(RemoteApiTest, ACertificateOfAnotherAuthorityGetsNoConnection) {
    test::Authority other;
    other.sign("mallory", "URI:sluice:admin");
    EXPECT_THROW(look(as("mallory", other)), CommandFailed);
}

TEST_F(RemoteApiTest, ACertificateThatIsOverGetsNoConnection) {
    authority_.sign("olga", "URI:sluice:admin", -1);
    EXPECT_THROW(look(as("olga")), CommandFailed);
}

TEST_F(RemoteApiTest, ACertificateThatWasRevokedGetsNoConnection) {
    authority_.sign("rita", "URI:sluice:admin");
    authority_.sign("ada", "URI:sluice:admin");
    EXPECT_TRUE(look(as("rita")).ok());
    start(authority_.revoke("rita"));
    EXPECT_THROW(look(as("rita")), CommandFailed);
    EXPECT_TRUE(look(as("ada")).ok());
}

TEST_F(RemoteApiTest, WithoutACertificateOrTlsThereIsNoConnection) {
    for (const auto& credentials : {grpc::InsecureChannelCredentials(),
                                    grpc::SslCredentials({.pem_root_certs = read_text_file(
                                                              authority_.certificate("authority")),
                                    .pem_private_key = "",
                                    .pem_cert_chain = ""})}) {
        grpc::ClientContext context;
        set_deadline(context);
        v1::ListLinksResponse response;
        const auto status = v1::Links::NewStub(grpc::CreateChannel(kAddress, credentials))
                                ->List(&context, {}, &response);
        EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
    }
}

TEST_F(RemoteApiTest, AtTheLocalSocketNobodyShowsACertificate) {
    Session local;
    local.socket = folder / "s.sock";
    EXPECT_TRUE(apply(local, "ann").ok());
    EXPECT_EQ(store.latest_revision()->author, "ann");
}

TEST_F(RemoteApiTest, FilesThatAreNotThereStopTheStartWithTheirName) {
    server_.reset();
    try {
        ApiServer(folder / "t.sock", store, audit, revisions, effects_, registry, fake_.view,
                  nullptr, nullptr, nullptr,
                  RemoteAccess{.address = kAddress,
                               .certificate = authority_.certificate("box"),
                               .key = "/nonexistent.key",
                               .authorities = authority_.certificate("authority"),
                               .revoked = ""});
        ADD_FAILURE() << "it started";
    } catch (const ListenError& error) {
        EXPECT_THAT(error.what(), HasSubstr("control.remote.key: cannot read /nonexistent.key"));
    }
}

}  // namespace
}  // namespace sluice
