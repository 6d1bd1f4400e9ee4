# Follows emulator_differences.py in one program. AWS delivers what a topic is told to telephones and mailboxes; MiniStack
# leaves that out. Here whoever subscribes an address of a responder subscribes the inbox as well, so that what a function
# subscribes can be read like what `callout apply` does.
import json
import re
import threading
import urllib.request
from datetime import datetime, timezone

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
    deliver_mail_to(inbox)


def deliver_mail_to(inbox):
    """Whatever SES sends lies in the inbox as well. Any sender counts as verified: nobody reads such mail anywhere else."""
    from ministack.services import ses, ses_v2

    expect(ses_v2.handle_request, 'if sub == "/outbound-emails" and method == "POST":', 'simple = content.get("Simple", {})')
    expect(ses._message_rejection, "if sender and not _identity_verified(sender)")
    answer_to = ses_v2.handle_request

    async def handle_request(method, path, headers, body, query_params):
        answer = await answer_to(method, path, headers, body, query_params)
        if answer[0] == 200 and method == "POST" and path.rstrip("/") == "/v2/email/outbound-emails":
            mail = json.loads(body)
            for address in mail.get("Destination", {}).get("ToAddresses", []):
                place = f"{inbox.removesuffix('/inbox')}/deliver/subscriber/email?address={quoted(address)}"
                threading.Thread(target=post, args=(place, mail["Content"]["Simple"]), daemon=True).start()
        return answer

    ses_v2.handle_request = handle_request
    ses._identity_verified = lambda *_, **__: True


def post(place, mail):
    """As SNS posts to a subscription, which is what the inbox understands."""
    now = datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    told = {"Type": "Notification", "Subject": mail["Subject"]["Data"], "Message": mail["Body"]["Text"]["Data"], "Timestamp": now}
    request = urllib.request.Request(place, json.dumps(told).encode(), {"content-type": "text/plain"})
    urllib.request.urlopen(request, timeout=5).close()


def confirm(topic, place):
    """At once: what is told right after the subscription would be lost, and a telephone confirms nothing."""
    for one in topic["subscriptions"]:
        if (one["protocol"], one["endpoint"]) == ("http", place):
            one["confirmed"] = True
            one["attributes"]["PendingConfirmation"] = "false"


def quoted(text):
    """As `deliver_url` writes it: the same subscription twice is one."""
    return "".join(chr(byte) if chr(byte).isalnum() and byte < 128 else f"%{byte:02X}" for byte in text.encode())
