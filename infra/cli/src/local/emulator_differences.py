# What AWS does and MiniStack does not. `launcher.py` runs this inside MiniStack's process, before it serves anything.
# Each difference names the lines of MiniStack that it was written against: if one is gone, the start fails, because
# nobody knows then what the wrapper does. A test checks that MiniStack alone still differs, and that it no longer does here.
import contextvars
import inspect
import json
import re
import sys
import threading
from datetime import datetime, timezone
from importlib.metadata import version
from uuid import uuid4


def expect(function, *lines):
    """Refuses a MiniStack whose function does not hold these lines any more."""
    source = inspect.getsource(function)
    for line in lines:
        if line not in source:
            print(
                f"MiniStack {version('ministack')}: {function.__module__}.{function.__name__} no longer says {line!r}. "
                "See whether it does by itself now what emulator_differences.py makes it do, and change or drop that.",
                file=sys.stderr,
            )
            raise SystemExit(1)


def even_out():
    alarm_changes_reach_event_bridge_and_functions()
    alarms_follow_their_own_metric()
    leading_keys_are_part_of_a_request()
    mail_is_allowed_by_its_sender()
    partial_failures_of_a_stream_come_back()
    tables_of_a_template_are_typed()
    web_pages_are_refused()


# ── A change of an alarm's state: an event on the default bus, and the action of a function ─────────────────────────

ALARMS_PRINCIPAL = "lambda.alarms.cloudwatch.amazonaws.com"
# When an alarm changed. AWS says the same, to the millisecond, over each way.
changed_at = contextvars.ContextVar("changed_at", default=None)


def alarm_changes_reach_event_bridge_and_functions():
    from ministack.services import cloudwatch, eventbridge, lambda_svc

    dispatch, time_text = cloudwatch._dispatch_alarm_actions, cloudwatch._ts_iso
    expect(dispatch, "(alarm, old_state, new_state, reason)", '"StateChangeTime": _ts_iso(time.time())',
           "sns_arns = [a for a in actions if _is_sns_action_arn(a)]")
    expect(eventbridge._put_events, "(data, allow_aws_source=False)", "_dispatch_event(event_record, view)")
    expect(lambda_svc.invoke_async_with_retry, "(func: dict, event: dict)", "_route_async_failure(")
    previous = {}

    def dispatch_everywhere(alarm, old_state, new_state, reason):
        now = datetime.now(timezone.utc)
        pinned = changed_at.set(now.strftime("%Y-%m-%dT%H:%M:%S.") + f"{now.microsecond // 1000:03d}+0000")
        try:
            change = state_change(alarm, old_state, new_state, reason, previous)
            dispatch(alarm, old_state, new_state, reason)
            publish(eventbridge, alarm, change)
            if alarm.get("ActionsEnabled", True):
                invoke_functions(lambda_svc, alarm, change)
        finally:
            changed_at.reset(pinned)

    cloudwatch._dispatch_alarm_actions = dispatch_everywhere
    cloudwatch._ts_iso = lambda epoch: changed_at.get() or time_text(epoch)


def state_change(alarm, old_state, new_state, reason, previous):
    """`detail` of the event, and `alarmData` of the action. User Guide of CloudWatch: Alarm events and EventBridge."""
    state = {"value": new_state, "reason": reason, "timestamp": changed_at.get()}
    if alarm.get("StateReasonData"):
        state["reasonData"] = alarm["StateReasonData"]
    before = previous.get(alarm["AlarmArn"], {})
    if before.get("value") != old_state:
        before = {"value": old_state, "timestamp": changed_at.get()}
    previous[alarm["AlarmArn"]] = state
    return {
        "alarmName": alarm["AlarmName"],
        "state": state,
        "previousState": before,
        "configuration": configuration(alarm),
    }


def configuration(alarm):
    shown = {"description": alarm["AlarmDescription"]} if alarm.get("AlarmDescription") else {}
    if "AlarmRule" in alarm:
        return {**shown, "alarmRule": alarm["AlarmRule"]}
    dimensions = {one["Name"]: one["Value"] for one in alarm.get("Dimensions") or []}
    metric = {"namespace": alarm.get("Namespace"), "name": alarm.get("MetricName"), "dimensions": dimensions}
    statistic = {
        "metric": metric,
        "period": alarm.get("Period", 60),
        "stat": alarm.get("ExtendedStatistic") or alarm.get("Statistic"),
    }
    return {**shown, "metrics": [{"id": str(uuid4()), "metricStat": statistic, "returnData": True}]}


def publish(eventbridge, alarm, change):
    """Alarms report each change, also while their actions are off. Nobody else may publish as `aws.`: not in AWS either."""
    entry = {
        "Source": "aws.cloudwatch",
        "DetailType": "CloudWatch Alarm State Change",
        "Resources": [alarm["AlarmArn"]],
        "Detail": json.dumps(change),
    }
    eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)


def invoke_functions(lambda_svc, alarm, change):
    actions = {"ALARM": "AlarmActions", "OK": "OKActions", "INSUFFICIENT_DATA": "InsufficientDataActions"}
    for arn in alarm.get(actions.get(change["state"]["value"])) or []:
        if ":lambda:" not in arn:
            continue
        function, config, _ = lambda_svc._get_func_record_for_ref(arn)
        if function and may_invoke(function, alarm, arn):
            _, _, _, region, account, *_ = alarm["AlarmArn"].split(":")
            event = {
                "source": "aws.cloudwatch",
                "alarmArn": alarm["AlarmArn"],
                "accountId": account,
                "time": changed_at.get(),
                "region": region,
                "alarmData": change,
            }
            lambda_svc.invoke_async_with_retry(lambda_svc._execution_record_for_config(function, config), event)


def may_invoke(function, alarm, arn):
    """The function's policy has to name CloudWatch's principal. User Guide: Invoke a Lambda function from an alarm."""
    from ministack.core.iam_evaluator import EvalContext, evaluate_resource_policy

    _, _, _, region, account, *_ = alarm["AlarmArn"].split(":")
    request = EvalContext(
        principal_arn="", principal_type="Service", principal_account=account, action="lambda:InvokeFunction",
        resource_arn=arn, region=region, principal_keys={},
        service_context={"aws:sourcearn": alarm["AlarmArn"], "aws:sourceaccount": account},
    )
    return evaluate_resource_policy(function.get("policy"), request, ALARMS_PRINCIPAL).decision == "Allow"


# ── A metric that is written moves the alarms that watch it, and no other ───────────────────────────────────────────

written_namespace = contextvars.ContextVar("written_namespace", default=None)


def alarms_follow_their_own_metric():
    from ministack.services import cloudwatch

    put, evaluate = cloudwatch._put_metric_data, cloudwatch._evaluate_alarm
    expect(put, "(params, cbor_data, is_cbor, is_json=False)", "_evaluate_all_alarms()")
    expect(evaluate, "(alarm)", 'ns = alarm.get("Namespace")')

    def put_and_note(params, cbor_data, is_cbor, is_json=False):
        in_body = is_cbor or is_json
        namespace = cbor_data.get("Namespace", "") if in_body else cloudwatch._p(params, "Namespace")
        noted = written_namespace.set(namespace)
        try:
            return put(params, cbor_data, is_cbor, is_json)
        finally:
            written_namespace.reset(noted)

    def evaluate_if_written(alarm):
        if written_namespace.get() in (None, alarm.get("Namespace")):
            evaluate(alarm)

    cloudwatch._put_metric_data = put_and_note
    cloudwatch._evaluate_alarm = evaluate_if_written


# ── dynamodb:LeadingKeys: the partition keys that a request names ───────────────────────────────────────────────────

# Developer Guide of DynamoDB, Using IAM policy conditions for fine-grained access control.
LEADING_KEYS = "dynamodb:LeadingKeys"
EQUALS = re.compile(r"(#?[\w.-]+)\s*=\s*(:[\w]+)")


class ItemArn(str):
    """The ARN of a table, and the partition key of the one item of a transaction that is checked."""


def leading_keys_are_part_of_a_request():
    from ministack.core import iam_actions, iam_evaluator

    context, checks, enforce = (
        iam_actions.dynamodb_service_context, iam_actions.dynamodb_transaction_checks, iam_evaluator.enforce)
    expect(context, "(body: bytes) -> dict", 'context["dynamodb:Select"] = select\n    return context')
    expect(checks, "checks.append((action, _dynamodb_table_arn(table, region, account_id)))")
    expect(enforce, 'resource_arn: str = "*"', "context = {key.lower(): value for key, value in (service_context or {})")

    def context_with_keys(body):
        known = context(body)
        keys = leading_keys(request_of(body))
        return {**known, LEADING_KEYS: keys} if keys else known

    def checks_of_items(iam_action, body, region, account_id):
        made = checks(iam_action, body, region, account_id)
        keys = [key for item in request_of(body).get("TransactItems") or [] for key in keys_of_item(item)]
        for number, (action, arn) in enumerate(made):
            item = ItemArn(arn)
            item.keys = keys[number]
            made[number] = (action, item)
        return made

    def enforce_item(*words, resource_arn="*", service_context=None, **rest):
        if isinstance(resource_arn, ItemArn):
            service_context = {**(service_context or {}), LEADING_KEYS: resource_arn.keys}
        return enforce(*words, resource_arn=resource_arn, service_context=service_context, **rest)

    iam_actions.dynamodb_service_context = context_with_keys
    iam_actions.dynamodb_transaction_checks = checks_of_items
    iam_evaluator.enforce = enforce_item


# ── A mail: who may send is decided by the identity and the address that it comes from ──────────────────────────────

FROM_ADDRESS = "ses:FromAddress"


class MailArn(str):
    """The identity that a mail comes from, as a resource, and its address."""

    sender = ""


def mail_is_allowed_by_its_sender():
    from ministack.core import iam_actions, iam_evaluator

    resource, enforce = iam_actions._ses_v2_resource_arn, iam_evaluator.enforce
    expect(resource, "if parts[:2] != [\"v2\", \"email\"] or len(parts) < 3 or parts[2] not in _SES_V2_RESOURCES:")

    def resource_of_mail(method, path, body, region, account_id):
        if method != "POST" or path.rstrip("/") != "/v2/email/outbound-emails":
            return resource(method, path, body, region, account_id)
        sender = str(request_of(body).get("FromEmailAddress", ""))
        arn = MailArn(f"arn:aws:ses:{region}:{account_id}:identity/{sender}")
        arn.sender = sender
        return arn

    def enforce_mail(*words, resource_arn="*", service_context=None, **rest):
        if isinstance(resource_arn, MailArn):
            service_context = {**(service_context or {}), FROM_ADDRESS: resource_arn.sender}
        return enforce(*words, resource_arn=resource_arn, service_context=service_context, **rest)

    iam_actions._ses_v2_resource_arn = resource_of_mail
    iam_evaluator.enforce = enforce_mail


def request_of(body):
    try:
        request = json.loads(body or b"{}")
    except (ValueError, TypeError):
        return {}
    return request if isinstance(request, dict) else {}


def leading_keys(request):
    """Of every call on items but transactions, whose items are checked one by one."""
    found = []
    for item in (request.get("Key"), request.get("Item")):
        found += key_in(request.get("TableName"), item)
    for table, wanted in (request.get("RequestItems") or {}).items():
        for item in wanted.get("Keys") or [] if isinstance(wanted, dict) else []:
            found += key_in(table, item)
        for write in wanted if isinstance(wanted, list) else []:
            found += key_in(table, (write.get("PutRequest") or {}).get("Item"))
            found += key_in(table, (write.get("DeleteRequest") or {}).get("Key"))
    return found + key_of_query(request)


def keys_of_item(item):
    """One list of keys for each check that MiniStack makes for an item of a transaction."""
    for member in ("ConditionCheck", "Put", "Update", "Delete", "Get"):
        detail = item.get(member)
        if isinstance(detail, dict) and detail.get("TableName"):
            yield key_in(detail["TableName"], detail.get("Item") or detail.get("Key"))


def key_of_query(request):
    names, values = request.get("ExpressionAttributeNames") or {}, request.get("ExpressionAttributeValues") or {}
    key = partition_key(request.get("TableName"), request.get("IndexName"))
    for name, value in EQUALS.findall(request.get("KeyConditionExpression") or ""):
        if names.get(name, name) == key:
            return texts(values.get(value))
    return []


def key_in(table, item):
    return texts(item.get(partition_key(table))) if isinstance(item, dict) else []


def texts(value):
    return [str(one) for one in value.values()] if isinstance(value, dict) else []


def partition_key(table, index=None):
    from ministack.services import dynamodb

    known = dynamodb._tables.get((table or "").rsplit("/", 1)[-1]) or {}
    described = known
    if index:
        indexes = (known.get("GlobalSecondaryIndexes") or []) + (known.get("LocalSecondaryIndexes") or [])
        described = next((one for one in indexes if one["IndexName"] == index), {})
    return next((one["AttributeName"] for one in described.get("KeySchema", []) if one["KeyType"] == "HASH"), None)


# ── A stream's batch of which a part failed: the rest comes back ────────────────────────────────────────────────────

polling = threading.local()


def partial_failures_of_a_stream_come_back():
    from ministack.services import lambda_svc

    poll, execute = lambda_svc._poll_dynamodb_streams, lambda_svc._execute_function
    expect(poll, "result = _execute_function(func_rec, event)", "pos = max(_dynamodb_stream_positions[esm_id], horizon)",
           "# Position doesn't advance on failure", "_dynamodb_stream_positions[esm_id] = pos + raw_len")
    expect(execute, "(func: dict, event: dict) -> dict")

    def poll_marked():
        polling.now = True
        try:
            return poll()
        finally:
            polling.now = False

    def execute_and_look(func, event):
        result = execute(func, event)
        if not getattr(polling, "now", False) or result.get("error"):
            return result
        failed = failed_numbers(result.get("body"))
        mapping = mapping_of(lambda_svc, func, event) if failed else None
        if mapping is None:
            return result
        # The lowest of them, and all after it, again: Developer Guide of Lambda, Partial batch responses of streams.
        advance_to_failure(lambda_svc, mapping, event, failed)
        return {**result, "error": True, "body": {"errorType": "PartialFailure", "errorMessage": ", ".join(failed)}}

    lambda_svc._poll_dynamodb_streams = poll_marked
    lambda_svc._execute_function = execute_and_look


def failed_numbers(body):
    if isinstance(body, str):
        try:
            body = json.loads(body)
        except ValueError:
            return []
    failures = body.get("batchItemFailures") if isinstance(body, dict) else None
    return [str(one.get("itemIdentifier")) for one in failures or []]


def mapping_of(lambda_svc, func, event):
    """The event source mapping that this batch belongs to, if it asks for partial failures."""
    source, name = event["Records"][0]["eventSourceARN"], (func.get("config") or func)["FunctionName"]
    for _, _, mapping in lambda_svc._iter_all_esms():
        if mapping.get("EventSourceArn") == source and mapping.get("FunctionName") == name:
            return mapping if "ReportBatchItemFailures" in mapping.get("FunctionResponseTypes", []) else None
    return None


def advance_to_failure(lambda_svc, mapping, event, failed):
    """Puts the position at the first failed record: MiniStack leaves it there after an error."""
    from ministack.services import dynamodb

    table = event["Records"][0]["eventSourceARN"].split("/stream/")[0].rsplit("/", 1)[-1]
    with lambda_svc._dynamodb_stream_positions_lock:
        position = lambda_svc._dynamodb_stream_positions[mapping["UUID"]]
        records = dynamodb.stream_records_since(table, position, mapping.get("BatchSize", 100))
        numbers = [one["dynamodb"]["SequenceNumber"] for one in records]
        done = min((numbers.index(one) for one in failed if one in numbers), default=0)
        lambda_svc._dynamodb_stream_positions[mapping["UUID"]] = position + done


# ── What a template says of a table with a parameter is text, and a table is made with what that text means ─────────

BOOLEANS = {"true": True, "false": False}


def tables_of_a_template_are_typed():
    """AWS describes a table's DeletionProtectionEnabled as a boolean. API Reference of DynamoDB, TableDescription."""
    from ministack.services.cloudformation import provisioners

    create, update = provisioners._ddb_create, provisioners._ddb_update
    expect(create, "(logical_id, props, stack_name)", 'props.get("DeletionProtectionEnabled", False)')
    expect(update, "(physical_id, old_props, new_props, stack_name, logical_id=None)",
           'data["DeletionProtectionEnabled"] = new_props.get("DeletionProtectionEnabled", False)')

    def create_typed(logical_id, props, stack_name):
        return create(logical_id, typed(props), stack_name)

    def update_typed(physical_id, old_props, new_props, stack_name, logical_id=None):
        return update(physical_id, typed(old_props), typed(new_props), stack_name, logical_id)

    provisioners._ddb_create, provisioners._ddb_update = create_typed, update_typed
    handlers = provisioners._RESOURCE_HANDLERS["AWS::DynamoDB::Table"]
    handlers["create"], handlers["update"] = create_typed, update_typed


def typed(props):
    said = props.get("DeletionProtectionEnabled")
    return {**props, "DeletionProtectionEnabled": BOOLEANS[said]} if said in BOOLEANS else props


# ── Web pages: a browser runs those from elsewhere, and a name from elsewhere may point here ────────────────────────

OWN_NAMES = ("127.0.0.1", "localhost")


def web_pages_are_refused():
    """AWS asks for a signature. MiniStack lets any page reset it, and read whatever needs none."""
    from ministack import app as server

    serve = server.app
    expect(serve, "async def app(scope, receive, send)", 'if scope["type"] != "http":')

    async def serve_programs(scope, receive, send):
        if scope["type"] == "lifespan" or is_a_program(scope):
            return await serve(scope, receive, send)
        if scope["type"] == "websocket":
            return await send({"type": "websocket.close"})
        await send({"type": "http.response.start", "status": 403, "headers": [(b"content-type", b"text/plain")]})
        await send({"type": "http.response.body", "body": b"for programs of this machine, by its own name\n"})

    server.app = serve_programs


def is_a_program(scope):
    headers = {name.lower(): value.decode("latin-1") for name, value in scope.get("headers", [])}
    name = headers.get(b"host", "").rsplit(":", 1)[0]
    return b"origin" not in headers and (name in OWN_NAMES or name.endswith(".localhost"))
