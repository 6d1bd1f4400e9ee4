"""Each difference that `callout local` evens out: MiniStack alone still has it, and with the wrappers it is gone.

Runs in the emulator's Python, without a server: python emulator_differences.py PATH_OF_THE_WRAPPERS
"""

import asyncio
import json
import runpy
import sys
from urllib.parse import urlencode

from ministack.core import iam_actions, iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.services import cloudwatch, dynamodb, eventbridge, lambda_svc, sns, sqs

ACCOUNT, REGION = get_account_id(), get_region()
FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:intake"
invoked, batches = [], []


def call(service, target, **request):
    headers = {"x-amz-target": target, "content-type": "application/x-amz-json-1.0"}
    answer = asyncio.run(service.handle_request("POST", "/", headers, json.dumps(request).encode(), {}))
    assert answer[0] == 200, answer
    return json.loads(answer[2] or b"{}")


def answer_to(host, origin=None):
    """The status of an answer to whoever asks by a name, from a page or from none."""
    from ministack import app as server

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        answers.append(message)

    answers, headers = [], [(b"host", host.encode())] + ([(b"origin", origin.encode())] if origin else [])
    scope = {"type": "http", "method": "GET", "path": "/_ministack/health", "raw_path": b"/_ministack/health",
             "query_string": b"", "headers": headers, "client": ("127.0.0.1", 1), "scheme": "http"}
    asyncio.run(server.app(scope, receive, send))
    return answers[0]["status"]


def an_alarm_goes_off(name):
    """What arrives: bodies of the queue, and events of the function."""
    queue = call(sqs, "AmazonSQS.CreateQueue", QueueName=name)["QueueUrl"]
    arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"
    topic = f"arn:aws:sns:{REGION}:{ACCOUNT}:{name}"
    asyncio.run(sns.handle_request("POST", "/", {}, f"Action=CreateTopic&Name={name}".encode(), {}))
    subscribe = f"Action=Subscribe&TopicArn={topic}&Protocol=sqs&Endpoint={arn}"
    asyncio.run(sns.handle_request("POST", "/", {}, subscribe.encode(), {}))
    pattern = {"source": ["aws.cloudwatch"], "resources": [{"wildcard": f"arn:aws:cloudwatch:*:alarm:{name}"}]}
    call(eventbridge, "AWSEvents.PutRule", Name=name, EventPattern=json.dumps(pattern))
    call(eventbridge, "AWSEvents.PutTargets", Rule=name, Targets=[{"Id": "queue", "Arn": arn}])
    call(cloudwatch, "GraniteServiceVersion20100801.PutMetricAlarm", AlarmName=name, MetricName="Errors",
         Namespace="AWS/Lambda", Threshold=5, ComparisonOperator="GreaterThanThreshold", AlarmActions=[topic, FUNCTION])
    invoked.clear()
    call(cloudwatch, "GraniteServiceVersion20100801.SetAlarmState", AlarmName=name, StateValue="ALARM", StateReason="try")
    return [json.loads(one["body"]) for one in sqs._queues[queue]["messages"]], list(invoked)


def an_alarm_that_was_set_back(name):
    """Its state after a metric of somebody else was written."""
    call(cloudwatch, "GraniteServiceVersion20100801.PutMetricAlarm", AlarmName=name, MetricName="Errors", Namespace=name,
         Threshold=5, ComparisonOperator="GreaterThanThreshold", EvaluationPeriods=1, Period=60)
    write = "GraniteServiceVersion20100801.PutMetricData"
    call(cloudwatch, write, Namespace=name, MetricData=[{"MetricName": "Errors", "Value": 12}])
    assert cloudwatch._alarms[name]["StateValue"] == "ALARM", "its own metric moves it"
    call(cloudwatch, "GraniteServiceVersion20100801.SetAlarmState", AlarmName=name, StateValue="OK", StateReason="try")
    call(cloudwatch, write, Namespace="Callout/callout", MetricData=[{"MetricName": "DrillSeconds", "Value": 1}])
    return cloudwatch._alarms[name]["StateValue"]


def a_table():
    call(dynamodb, "DynamoDB_20120810.CreateTable", TableName="table", BillingMode="PAY_PER_REQUEST",
         AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk", "shard")],
         KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
         GlobalSecondaryIndexes=[{"IndexName": "due", "KeySchema": [{"AttributeName": "shard", "KeyType": "HASH"}],
                                  "Projection": {"ProjectionType": "KEYS_ONLY"}}],
         StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"})


def a_table_of_a_template(name):
    """What is described of its protection, as it is made and as it is updated."""
    from ministack.services.cloudformation.provisioners import _RESOURCE_HANDLERS

    def described():
        return call(dynamodb, "DynamoDB_20120810.DescribeTable", TableName=name)["Table"]["DeletionProtectionEnabled"]

    handlers = _RESOURCE_HANDLERS["AWS::DynamoDB::Table"]
    props = {"TableName": name, "DeletionProtectionEnabled": "true", "BillingMode": "PAY_PER_REQUEST",
             "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
             "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}]}
    handlers["create"]("Table", props, "stack")
    made = described()
    handlers["update"](name, props, {**props, "DeletionProtectionEnabled": "false"}, "stack")
    return made, described()


def put(key):
    return call(dynamodb, "DynamoDB_20120810.PutItem", TableName="table", Item={"pk": {"S": key}, "sk": {"S": "0"}})


def keys_of(**request):
    context = iam_actions.dynamodb_service_context(json.dumps(request).encode())
    return context.get("dynamodb:LeadingKeys")


def keys_of_transaction():
    """What each check of a transaction is told, as the request's handler makes them."""
    puts = [{"Put": {"TableName": "table", "Item": {"pk": {"S": key}}}} for key in ("A#1", "B#1")]
    body = json.dumps({"TransactItems": puts}).encode()
    checks = iam_actions.dynamodb_transaction_checks("dynamodb:TransactWriteItems", body, REGION, ACCOUNT)
    told = []
    resolve, evaluate = iam_evaluator.resolve_principal, iam_evaluator.evaluate
    authenticate = iam_evaluator.authenticate
    someone = iam_evaluator.PrincipalInfo(arn="arn:aws:iam::0:user/u", type="User", account=ACCOUNT, policies=[])
    iam_evaluator.authenticate = lambda *_: None
    iam_evaluator.resolve_principal = lambda *_: someone
    iam_evaluator.evaluate = lambda context, *_: told.append(context.service_context) or iam_evaluator.EvalResult("Allow")
    try:
        for action, arn in checks:
            iam_evaluator.enforce("key", action, "dynamodb", REGION, resource_arn=arn, service_context={})
    finally:
        iam_evaluator.resolve_principal, iam_evaluator.evaluate = resolve, evaluate
        iam_evaluator.authenticate = authenticate
    return [one.get("dynamodb:leadingkeys") for one in told]


def what_a_mail_needs():
    """The resource that its sender must be allowed, as the handler of a request finds it."""
    body = json.dumps({"FromEmailAddress": "status@example.com"}).encode()
    return iam_actions._ses_v2_resource_arn("POST", "/v2/email/outbound-emails", body, REGION, ACCOUNT)


def a_batch_fails_in_part(first):
    """Three records, the second of which fails once: what the function gets, batch by batch."""
    batches.clear()
    for number in range(3):
        put(f"{first}{number}")
    for _ in range(3):
        lambda_svc._esm_backoff_until.clear()
        lambda_svc._poll_dynamodb_streams()
    return list(batches)


def _execute_function(func: dict, event: dict) -> dict:
    keys = [record["dynamodb"]["Keys"]["pk"]["S"] for record in event["Records"]]
    fails = not batches and [{"itemIdentifier": event["Records"][1]["dynamodb"]["SequenceNumber"]}]
    batches.append(keys)
    return {"body": {"batchItemFailures": fails or []}}


def inbox_of(topic, protocol, endpoint, *delivered):
    """Where the inbox is told, once an address was subscribed to a topic, and then the inbox as `apply` does it."""
    asyncio.run(sns.handle_request("POST", "/", {}, f"Action=CreateTopic&Name={topic}".encode(), {}))
    arn = f"arn:aws:sns:{REGION}:{ACCOUNT}:{topic}"

    async def subscribe():
        for kind, address in [(protocol, endpoint), *(("http", place) for place in delivered)]:
            body = urlencode({"Action": "Subscribe", "TopicArn": arn, "Protocol": kind, "Endpoint": address})
            assert (await sns.handle_request("POST", "/", {}, body.encode(), {}))[0] == 200

    asyncio.run(subscribe())
    return [one["endpoint"] for one in sns._topics[arn]["subscriptions"] if one["protocol"] == "http" and one["confirmed"]]


def a_function(principal):
    statement = {"Effect": "Allow", "Principal": {"Service": principal}, "Action": "lambda:InvokeFunction",
                 "Resource": FUNCTION, "Condition": {"ArnLike": {"aws:SourceArn": f"arn:aws:cloudwatch:{REGION}:*"}}}
    config = {"FunctionName": "intake", "FunctionArn": FUNCTION}
    lambda_svc._functions["intake"] = {"config": config, "policy": {"Statement": [statement]}}


def main(wrappers):
    lambda_svc._execute_function = _execute_function

    def invoke_async_with_retry(func: dict, event: dict) -> None:  # and no _route_async_failure(
        invoked.append(event)

    lambda_svc.invoke_async_with_retry = invoke_async_with_retry
    a_function("lambda.alarms.cloudwatch.amazonaws.com")
    a_table()
    arn = dynamodb._tables["table"]["LatestStreamArn"]
    lambda_svc._esms["esm"] = {"UUID": "esm", "FunctionName": "intake", "EventSourceArn": arn, "BatchSize": 10,
                               "StartingPosition": "TRIM_HORIZON", "FunctionResponseTypes": ["ReportBatchItemFailures"]}
    key = {"pk": {"S": "A#1"}, "sk": {"S": "0"}}

    bodies, events = an_alarm_goes_off("alone")
    assert ["TopicArn" in body for body in bodies] == [True] and not events, "MiniStack alone tells EventBridge or functions"
    assert an_alarm_that_was_set_back("alone-again") == "ALARM", "MiniStack alone looks at the alarms of a metric only"
    assert keys_of(TableName="table", Key=key) is None, "MiniStack alone knows LeadingKeys"
    assert keys_of_transaction() == [None, None]
    assert what_a_mail_needs() == "*", "MiniStack alone allows a mail by its sender"
    assert a_batch_fails_in_part("a") == [["a0", "a1", "a2"]], "MiniStack alone repeats what failed"

    assert a_table_of_a_template("alone") == ("true", "false"), "MiniStack alone reads what a template says of a table"

    page = "https://evil.example"
    assert answer_to("127.0.0.1:4566", page) == answer_to("evil.example") == 200, "MiniStack alone refuses web pages"

    assert inbox_of("callout-responder-jo-ana-0a1b", "sms", "+15550100") == [], "MiniStack alone delivers text messages"

    taught = runpy.run_path(wrappers)
    taught["even_out"]()
    inbox = wrappers.replace("emulator_differences", "emulator_inbox")
    runpy.run_path(inbox, init_globals={"expect": taught["expect"]})["deliver_to"]("http://127.0.0.1:9/inbox")

    assert what_a_mail_needs() == f"arn:aws:ses:{REGION}:{ACCOUNT}:identity/status@example.com"

    bodies, events = an_alarm_goes_off("evened")
    told = next(json.loads(body["Message"]) for body in bodies if "TopicArn" in body)
    [event] = [body for body in bodies if body.get("source") == "aws.cloudwatch"]
    assert len(bodies) == 2 and event["detail-type"] == "CloudWatch Alarm State Change", bodies
    detail = event["detail"]
    assert detail["state"]["value"] == "ALARM" and detail["previousState"]["value"] == "INSUFFICIENT_DATA", detail
    assert detail["state"]["timestamp"] == told["StateChangeTime"], (detail, told)
    assert detail["configuration"]["metrics"][0]["metricStat"]["metric"]["name"] == "Errors", detail
    assert [one["alarmData"] for one in events] == [detail], events
    assert events[0]["alarmArn"] == event["resources"][0] and events[0]["time"] == told["StateChangeTime"]
    a_function("sns.amazonaws.com")
    assert an_alarm_goes_off("refused")[1] == [], "a function whose policy does not admit alarms"

    assert an_alarm_that_was_set_back("evened-again") == "OK"

    assert keys_of(TableName="table", Key=key) == ["A#1"]
    assert keys_of(TableName="table", Item={**key, "more": {"S": "x"}}) == ["A#1"]
    assert keys_of(RequestItems={"table": {"Keys": [key]}}) == ["A#1"]
    writes = [{"PutRequest": {"Item": key}}, {"DeleteRequest": {"Key": {**key, "pk": {"S": "B#1"}}}}]
    assert keys_of(RequestItems={"table": writes}) == ["A#1", "B#1"]
    query = {"TableName": "table", "KeyConditionExpression": "#p = :p AND begins_with(sk, :s)",
             "ExpressionAttributeNames": {"#p": "pk"}, "ExpressionAttributeValues": {":p": {"S": "A#1"}, ":s": {"S": "E"}}}
    assert keys_of(**query) == ["A#1"]
    assert keys_of(TableName="table", IndexName="due", KeyConditionExpression="shard = :d",
                   ExpressionAttributeValues={":d": {"S": "DUE"}}) == ["DUE"]
    assert keys_of_transaction() == [["A#1"], ["B#1"]]

    assert a_table_of_a_template("evened") == (True, False)

    assert answer_to("127.0.0.1:4566") == answer_to("localhost:4566") == 200
    assert answer_to("127.0.0.1:4566", page) == answer_to("evil.example") == answer_to("127.0.0.1.evil.example") == 403

    place = "http://127.0.0.1:9/deliver/jo%2Dana/email?address=jo%40example%2Ecom"
    told = inbox_of("callout-responder-jo-ana-0a1c", "email", "jo@example.com", place)
    assert told == [place], told
    assert inbox_of("callout-ops", "email", "jo@example.com") == [], "only what is sent to responders"

    assert a_batch_fails_in_part("b") == [["b0", "b1", "b2"], ["b1", "b2"]]


main(sys.argv[1])
