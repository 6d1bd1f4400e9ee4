# Follows emulator_differences.py in one program. AWS delivers what a topic is told to telephones and mailboxes; MiniStack
# leaves that out. Here whoever subscribes an address of a responder subscribes the inbox as well, so that what a function
# subscribes can be read like what `callout apply` does.
import re

# STACK-responder-NAME-DIGEST, as the domain's `ResponderTopic` writes it.
RESPONDER_TOPIC = re.compile(r".*?-responder-(?P<name>.+)-[0-9a-f]+")
DELIVERED = ("sms", "email")


def deliver_to(inbox):
    """Subscribes the inbox at an address of the local stack beside each telephone and mailbox of a responder."""
    from ministack.services import sns

    expect(sns._fanout, "(stub)", 'if not sub.get("confirmed"):')
    expect(sns._subscribe, 'if existing["protocol"] == protocol and existing["endpoint"] == endpoint:')
    subscribe = sns._subscribe

    def subscribe_with_inbox(params):
        answer = subscribe(params)
        protocol, address = sns._p(params, "Protocol"), sns._p(params, "Endpoint")
        topic = RESPONDER_TOPIC.fullmatch(sns._p(params, "TopicArn").rsplit(":", 1)[-1])
        if answer[0] == 200 and protocol in DELIVERED and topic:
            place = f"{inbox.removesuffix('/inbox')}/deliver/{quoted(topic['name'])}/{protocol}?address={quoted(address)}"
            subscribe({**params, "Protocol": "http", "Endpoint": place})
            confirm(sns._topics[sns._p(params, "TopicArn")], place)
        return answer

    sns._subscribe = subscribe_with_inbox


def confirm(topic, place):
    """At once: what is told right after the subscription would be lost, and a telephone confirms nothing."""
    for one in topic["subscriptions"]:
        if (one["protocol"], one["endpoint"]) == ("http", place):
            one["confirmed"] = True
            one["attributes"]["PendingConfirmation"] = "false"


def quoted(text):
    """As `deliver_url` writes it: the same subscription twice is one."""
    return "".join(chr(byte) if chr(byte).isalnum() and byte < 128 else f"%{byte:02X}" for byte in text.encode())
