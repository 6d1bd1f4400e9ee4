//! What goes wrong.

use super::stream::{self, Stream};
use crate::end_to_end::local::Local;
use std::process::Command;
use std::time::{Duration, Instant};

/// How long a fault lasts.
const FAULT: Duration = Duration::from_secs(60);
/// How often a process dies.
const EACH: Duration = Duration::from_secs(2);
/// How many messages nobody can read go into each queue.
const POISON: usize = 25;

/// A fault, beside which the stream goes on.
type Fault = fn(&mut Local, &mut Stream);

/// Every fault with its name.
pub(super) const ALL: [(&str, Fault); 5] = [
    ("function processes are killed for a minute", kill_functions),
    ("every timer is dropped", |local, _| println!("  {} timers dropped", drop_timers(local))),
    ("nobody may use the table for a minute", deny_the_table),
    ("every queue holds poison", poison_queues),
    ("the emulator restarts with its data", |local, _| {
        local.restart();
        // A start applies the sample.
        stream::apply_settings(local);
    }),
];

fn kill_functions(local: &mut Local, stream: &mut Stream) {
    let (until, mut killed) = (Instant::now() + FAULT, 0);
    while Instant::now() < until {
        let processes = local.function_processes();
        for pid in &processes {
            killed += usize::from(Command::new("kill").args(["-KILL", pid]).status().unwrap().success());
        }
        stream.send(local);
        std::thread::sleep(EACH);
    }
    assert!(killed > 0, "no function ran");
    println!("  {killed} processes killed");
}

/// Deletes every timer, the delayed messages of the next minutes and the schedules of what comes later; returns how many
/// there were.
pub(super) fn drop_timers(local: &Local) -> usize {
    let dropped = local.python(
        "sqs, scheduler = aws('sqs'), aws('scheduler')\n\
         queue = sqs.get_queue_url(QueueName='callout-timers')['QueueUrl']\n\
         names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesDelayed']\n\
         counts = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=names)['Attributes']\n\
         gone = sum(int(count) for count in counts.values())\n\
         sqs.purge_queue(QueueUrl=queue)\n\
         for page in scheduler.get_paginator('list_schedules').paginate():\n    \
             for one in page['Schedules']:\n        \
                 about = scheduler.get_schedule(Name=one['Name'], GroupName=one['GroupName'])\n        \
                 if about['ScheduleExpression'].startswith('at('):\n            \
                     scheduler.delete_schedule(Name=one['Name'], GroupName=one['GroupName'])\n            \
                     gone += 1\n\
         print(gone)",
    );
    dropped.parse().unwrap()
}

fn deny_the_table(local: &mut Local, stream: &mut Stream) {
    local.python(
        "iam = aws('iam')\n\
         deny = {'Version': '2012-10-17', 'Statement': [{'Effect': 'Deny', 'Action': 'dynamodb:*', 'Resource': '*'}]}\n\
         for page in iam.get_paginator('list_roles').paginate():\n    \
             for role in page['Roles']:\n        \
                 iam.put_role_policy(RoleName=role['RoleName'], PolicyName='chaos', PolicyDocument=json.dumps(deny))",
    );
    let opened = local.incidents().len();
    let until = Instant::now() + FAULT;
    while Instant::now() < until {
        // Over HTTPS nothing can be taken while no key can be looked up: the sender tries again later.
        stream.send_by_aws(local);
        std::thread::sleep(EACH);
    }
    assert_eq!(local.incidents().len(), opened, "nothing opens while the table is denied");
    local.python(
        "iam = aws('iam')\n\
         for page in iam.get_paginator('list_roles').paginate():\n    \
             for role in page['Roles']:\n        \
                 iam.delete_role_policy(RoleName=role['RoleName'], PolicyName='chaos')",
    );
}

fn poison_queues(local: &mut Local, stream: &mut Stream) {
    local.python(&format!(
        "sqs, stack = aws('sqs'), 'callout'\n\
         for url in sqs.list_queues(QueueNamePrefix=stack)['QueueUrls']:\n    \
             name = url.rsplit('/', 1)[1]\n    \
             if name.startswith(stack + '-dead'): continue\n    \
             for nth in range({POISON}):\n        \
                 more = dict(MessageGroupId=str(nth), MessageDeduplicationId=str(nth)) if name.endswith('.fifo') else {{}}\n        \
                 sqs.send_message(QueueUrl=url, MessageBody='{{\"poison\": ' + str(nth), **more)"
    ));
    stream.go_on(local);
}
