// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/unit/control/services_fixture.h"

namespace sluice {
namespace {

class SubscribersServiceTest : public ServicesTest {
 protected:
    // The ids, and dots if there are more.
    std::string listed(const v1::ListSubscribersRequest& request) {
        v1::SubscriberList list;
        grpc::ClientContext context;
        EXPECT_TRUE(v1::Subscribers::NewStub(channel_)->List(&context, request, &list).ok());
        std::string ids;
        for (const v1::Subscriber& subscriber : list.subscribers())
            ids += subscriber.id() + " ";
        return ids + (list.truncated() ? "..." : "");
    }
};

constexpr const char* kHomes =
    "tiers: { gold: { up: 1gbps, down: 1gbps } }\n"
    "nats:\n"
    "  - { inside: 100.64.0.1-100.64.0.14, outside: 192.0.2.1, dynamic: 2, reserved: 0-1023 }\n"
    "subscribers:\n"
    "  - { id: home-1, tier: gold, addresses: [203.0.113.9, \"2001:db8::/56\"], "
    "ports: { psid: 1, length: 2 } }\n"
    "  - { id: home-2, group: held, addresses: 203.0.113.9, ports: { ranges: 100-200 } }\n"
    "  - { id: inside, group: held, addresses: 100.64.0.2 }\n";

TEST_F(SubscribersServiceTest, ASubscriberIsFoundByAddressAndPort) {
    apply(kHomes);
    const auto stub = v1::Subscribers::NewStub(channel_);
    const auto find = [&](const char* address, uint32_t port) {
        v1::FindSubscriberRequest request;
        request.set_address(address);
        request.set_port(port);
        v1::Subscriber found;
        grpc::ClientContext context;
        const grpc::Status status = stub->Find(&context, request, &found);
        return status.ok() ? found.id() : status.error_message();
    };
    EXPECT_EQ(find("203.0.113.9", 1'280), "home-1");
    EXPECT_EQ(find("203.0.113.9", 150), "home-2");
    EXPECT_EQ(find("2001:db8::1", 0), "home-1");
    EXPECT_EQ(find("192.0.2.1", 5'056), "inside") << "outside of the NAT";
    EXPECT_EQ(find("100.64.0.2", 0), "inside");
    EXPECT_EQ(find("203.0.113.9", 80), "port 80 of 203.0.113.9 is nobody's");
    EXPECT_EQ(find("203.0.113", 80), "'203.0.113' is no address like 192.0.2.1 or 2001:db8::1");
    EXPECT_EQ(find("203.0.113.9", 65'536), "65536 is no port from 0 to 65535");
}

TEST_F(SubscribersServiceTest, ASubscriberIsToldWithItsPorts) {
    apply(kHomes);
    const auto stub = v1::Subscribers::NewStub(channel_);
    v1::GetSubscriberRequest request;
    request.set_id("home-1");
    v1::Subscriber home;
    grpc::ClientContext context;
    ASSERT_TRUE(stub->Get(&context, request, &home).ok());
    EXPECT_EQ(home.tier(), "gold");
    EXPECT_EQ(home.group(), "");
    ASSERT_EQ(home.addresses_size(), 2);
    EXPECT_EQ(home.addresses(0).prefix(), "203.0.113.9/32");
    EXPECT_EQ(home.addresses(0).ports().mask(), 0x0300u);
    EXPECT_EQ(home.addresses(0).ports().value(), 0x0100u);
    EXPECT_EQ(home.addresses(0).ports().first(), 1'024u);
    EXPECT_EQ(home.addresses(0).ports().last(), 65'535u);
    EXPECT_FALSE(home.addresses(1).has_ports());
    request.set_id("home-3");
    grpc::ClientContext again;
    EXPECT_EQ(stub->Get(&again, request, &home).error_message(), "there is no subscriber 'home-3'");
}

TEST_F(SubscribersServiceTest, SubscribersAreListedByGroupAndTierUpToALimit) {
    apply(kHomes);
    const auto members = [&](const char* group, const char* tier, uint32_t limit) {
        v1::ListSubscribersRequest request;
        request.set_group(group);
        request.set_tier(tier);
        request.set_limit(limit);
        return listed(request);
    };
    EXPECT_EQ(members("", "", 0), "home-1 home-2 inside ");
    EXPECT_EQ(members("held", "", 0), "home-2 inside ");
    EXPECT_EQ(members("", "gold", 0), "home-1 ");
    EXPECT_EQ(members("held", "", 1), "home-2 ...");
    EXPECT_EQ(members("held", "", 2), "home-2 inside ");
}

v1::Subscriber message(const std::string& id, const std::string& tier,
                       const std::vector<std::string>& addresses) {
    v1::Subscriber message;
    message.set_id(id);
    message.set_tier(tier);
    for (const std::string& address : addresses)
        message.add_addresses()->set_prefix(address);
    return message;
}

TEST_F(SubscribersServiceTest, ASubscriberThatIsUpsertedIsKeptAndCanBeTakenBack) {
    apply(kHomes);
    const auto stub = v1::Subscribers::NewStub(channel_);
    const auto upsert = [&](const v1::Subscriber& subscriber) {
        v1::Subscriber now;
        grpc::ClientContext context;
        const auto status = stub->Upsert(&context, subscriber, &now);
        return status.ok() ? now.id() + " " + std::to_string(now.addresses_size())
                           : status.error_message();
    };
    EXPECT_EQ(upsert(message("new", "gold", {"192.0.2.77", "203.0.113.7#psid:3/8"})), "new 2");
    EXPECT_EQ(upsert(message("home-1", "", {"192.0.2.78"})), "home-1 3") << "beside the policy's";
    EXPECT_EQ(upsert(message("other", "", {"192.0.2.77"})),
              "subscriber 'other': 192.0.2.77/32 is already subscriber 'new'; nothing was changed");
    EXPECT_EQ(upsert(message("other", "brass", {})),
              "subscriber 'other': there is no tier 'brass' in the active policy; nothing was "
              "changed");
    EXPECT_EQ(upsert(message("other", "", {"192.0.2.1"})),
              "subscriber 'other': 192.0.2.1/32 has an outside address of a NAT of the policy; "
              "give the subscriber its inside address; nothing was changed");
    EXPECT_EQ(upsert(message("an id", "", {})),
              "id 'an id' is no name; a name is 1 to 128 visible ASCII characters without spaces");
    EXPECT_EQ(upsert(message("x", "", {"192.0.2"})),
              "'192.0.2' is no address or prefix like 192.0.2.1, 192.0.2.0/29 or 2001:db8::/56");
    EXPECT_EQ(store.subscribers().size(), 2u);

    const auto erase = [&](const std::string& id) {
        v1::DeleteSubscriberRequest request;
        request.set_id(id);
        v1::DeleteSubscriberResponse response;
        grpc::ClientContext context;
        return stub->Delete(&context, request, &response).error_message();
    };
    EXPECT_EQ(erase("new"), "");
    EXPECT_EQ(erase("new"), "there is no subscriber 'new'");
    EXPECT_EQ(erase("home-2"),
              "subscriber 'home-2' is the policy's, or RADIUS's or DHCP's; it was not imported");
    EXPECT_EQ(store.subscribers().size(), 1u);
    EXPECT_EQ(registry.find("new"), std::nullopt);
}

TEST_F(SubscribersServiceTest, APolicyThatContradictsWhoWasImportedIsRefused) {
    apply(kHomes);
    const auto stub = v1::Subscribers::NewStub(channel_);
    v1::Subscriber now;
    grpc::ClientContext context;
    ASSERT_TRUE(stub->Upsert(&context, message("new", "gold", {"192.0.2.77"}), &now).ok());
    const auto refusal = [&](const std::string& document) {
        const auto result = revisions.apply({document, "p.yaml", "ann", "", std::nullopt});
        const auto* const invalid = std::get_if<InvalidPolicy>(&result);
        return invalid == nullptr ? "" : invalid->complaints.front().to_string();
    };
    EXPECT_EQ(refusal("rules: []"),
              "p.yaml: subscribers: tier 'gold' is that of subscriber 'new', who was imported; "
              "keep the tier, or change the subscriber first");
    EXPECT_EQ(refusal("tiers: { gold: { up: 1gbps, down: 1gbps } }\n"
                      "subscribers: [{ id: p, addresses: 192.0.2.77 }]"),
              "p.yaml: subscribers: subscriber 'p': 192.0.2.77/32 is already subscriber 'new', "
              "who was imported");
    EXPECT_FALSE(revisions.check("rules: []", "p.yaml").policy) << "validate says so, too";
    EXPECT_EQ(refusal("tiers: { gold: { up: 1gbps, down: 1gbps } }"), "");
    EXPECT_EQ(registry.find("home-1"), std::nullopt);
    EXPECT_NE(registry.find("new"), std::nullopt);
}

constexpr const char* kSites =
    "sites:\n"
    "  olt-1: { capacity: { up: 1gbps, down: 1gbps } }\n"
    "  olt-2: { capacity: { up: 1gbps, down: 1gbps } }\n"
    "subscribers:\n"
    "  - { id: home-1, site: olt-1, addresses: 192.0.2.1 }\n"
    "  - { id: home-2, addresses: 192.0.2.2 }\n";

TEST_F(SubscribersServiceTest, ASubscribersSiteIsThePolicysOrTheImports) {
    apply(kSites);
    const auto stub = v1::Subscribers::NewStub(channel_);
    const auto upsert = [&](const std::string& id, const std::string& site) {
        v1::Subscriber subscriber = message(id, "", {});
        subscriber.set_site(site);
        v1::Subscriber now;
        grpc::ClientContext context;
        const auto status = stub->Upsert(&context, subscriber, &now);
        return status.ok() ? now.site() : status.error_message();
    };
    const auto at_site = [&](const std::string& site) {
        v1::ListSubscribersRequest request;
        request.set_site(site);
        return listed(request);
    };
    EXPECT_EQ(at_site("olt-1"), "home-1 ");
    EXPECT_EQ(upsert("home-2", "olt-2"), "olt-2");
    EXPECT_EQ(upsert("home-1", ""), "olt-1") << "who says nothing leaves it as the policy has it";
    EXPECT_EQ(upsert("home-1", "olt-2"), "olt-2") << "the API comes after the policy";
    EXPECT_EQ(at_site("olt-1"), "");
    EXPECT_EQ(at_site("olt-2"), "home-1 home-2 ");
    EXPECT_EQ(upsert("home-1", "olt-3"),
              "subscriber 'home-1': there is no site 'olt-3' in the active policy; nothing was "
              "changed");
    EXPECT_EQ(
        upsert("home-1", "olt 3"),
        "site 'olt 3' is no name; a name is 1 to 128 visible ASCII characters without spaces");
    EXPECT_EQ(at_site("olt-2"), "home-1 home-2 ");
    EXPECT_EQ(store.subscribers().at(0).site, "olt-2");
}

TEST_F(SubscribersServiceTest, APolicyWithoutTheSiteOfWhoWasImportedIsRefused) {
    apply(kSites);
    v1::Subscriber subscriber = message("new", "", {"192.0.2.77"});
    subscriber.set_site("olt-2");
    v1::Subscriber now;
    grpc::ClientContext context;
    ASSERT_TRUE(v1::Subscribers::NewStub(channel_)->Upsert(&context, subscriber, &now).ok());
    const auto checked =
        revisions.check("sites: { olt-1: { capacity: { up: 1gbps, down: 1gbps } } }", "p.yaml");
    ASSERT_EQ(checked.complaints.size(), 1u);
    EXPECT_EQ(checked.complaints[0].to_string(),
              "p.yaml: subscribers: site 'olt-2' is that of subscriber 'new', who was imported; "
              "keep the site, or change the subscriber first");
    EXPECT_TRUE(revisions.check(kSites, "p.yaml").policy);
}

TEST_F(SubscribersServiceTest, AnImportNamesWhoseSiteThereIsNot) {
    apply(kSites);
    const auto stub = v1::Subscribers::NewStub(channel_);
    grpc::ClientContext context;
    const auto stream = stub->Import(&context);
    v1::ImportSubscribersRequest request;
    for (const char* const site : {"olt-1", "olt-9"}) {
        *request.add_subscribers() = message(site, "", {});
        request.mutable_subscribers()->rbegin()->set_site(site);
    }
    ASSERT_TRUE(stream->Write(request));
    v1::ImportSubscribersResponse response;
    ASSERT_TRUE(stream->Read(&response));
    EXPECT_EQ(response.taken(), 1u);
    ASSERT_EQ(response.refusals_size(), 1);
    EXPECT_EQ(response.refusals(0).reason(), "there is no site 'olt-9' in the active policy");
    stream->WritesDone();
    EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(SubscribersServiceTest, OfWhatIsImportedTheGoodIsKeptAndTheBadIsNamed) {
    const auto stub = v1::Subscribers::NewStub(channel_);
    grpc::ClientContext context;
    const auto stream = stub->Import(&context);
    v1::ImportSubscribersRequest request;
    *request.add_subscribers() = message("a", "", {"192.0.2.1"});
    *request.add_subscribers() = message("b", "", {"192.0.2.1"});
    *request.add_subscribers() = message("", "", {});
    *request.add_subscribers() = message("c", "", {"2001:db8::/56"});
    ASSERT_TRUE(stream->Write(request));
    v1::ImportSubscribersResponse response;
    ASSERT_TRUE(stream->Read(&response));
    EXPECT_EQ(response.taken(), 2u);
    ASSERT_EQ(response.refusals_size(), 2);
    EXPECT_EQ(response.refusals(0).place(), 2u);
    EXPECT_EQ(response.refusals(1).place(), 1u);
    EXPECT_EQ(response.refusals(1).reason(), "192.0.2.1/32 is already subscriber 'a'");
    stream->WritesDone();
    EXPECT_TRUE(stream->Finish().ok());
    EXPECT_EQ(store.subscribers().size(), 2u);
}

}  // namespace
}  // namespace sluice
