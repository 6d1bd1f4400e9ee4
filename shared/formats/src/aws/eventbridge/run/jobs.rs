//! Jobs of services that AWS runs for people: crawls, trainings, queries, uploads, images.
//!
//! A table and nothing else, like [the other](super::runs). Source of all names and fields: the page of each service under
//! <https://docs.aws.amazon.com/eventbridge/latest/ref/>, and the user guide that it leads to.

use super::kind::{Run, change, part, work};
use callout_domain::severity::Severity;

const fn job(
    detail_type: &'static str,
    service: (&'static str, &'static str, &'static str),
    name: &'static [&'static str],
    state: &'static [&'static str],
) -> Run {
    work(change(detail_type, service, name, state), None)
}

const fn minor(run: Run) -> Run {
    work(run, Some(Severity::Sev4))
}

const fn training(
    detail_type: &'static str,
    (title, key): (&'static str, &'static str),
    name: &'static [&'static str],
    state: &'static [&'static str],
) -> Run {
    minor(job(detail_type, ("aws.sagemaker", title, key), name, state))
}

pub(super) const JOBS: [Run; 25] = [
    part(change(
        "CodeDeploy Instance State-change",
        ("aws.codedeploy", "CodeDeploy", "deployment group"),
        &["/detail/application", "/detail/deploymentGroup"],
        &["/detail/state"],
    )),
    change(
        "Amplify Deployment Status",
        ("aws.amplify", "Amplify", "amplify"),
        &["/detail/appId", "/detail/branchName"],
        &["/detail/jobStatus"],
    ),
    job(
        "Glue Crawler State",
        ("aws.glue", "Glue crawler", "crawler"),
        &["/detail/crawlerName"],
        &["/detail/state"],
    ),
    job(
        "Glue Data Quality Evaluation",
        ("aws.glue", "Glue data quality of", "data quality"),
        &["/detail/context/databaseName", "/detail/context/tableName", "/detail/rulesetNames/0"],
        &["/detail/state"],
    ),
    job(
        "EMR Cluster State",
        ("aws.emr", "EMR cluster", "cluster"),
        &["/detail/clusterId"],
        &["/detail/state"],
    ),
    job(
        "EMR Step Status",
        ("aws.emr", "EMR step", "step"),
        &["/detail/clusterId", "/detail/name"],
        &["/detail/state"],
    ),
    minor(job(
        "Athena Query State",
        ("aws.athena", "Athena query in", "query"),
        &["/detail/workgroupName"],
        &["/detail/currentState"],
    )),
    training(
        "SageMaker Training Job State",
        ("SageMaker training", "training"),
        &["/detail/TrainingJobName"],
        &["/detail/TrainingJobStatus"],
    ),
    training(
        "SageMaker Transform Job State",
        ("SageMaker transform", "transform"),
        &["/detail/TransformJobName"],
        &["/detail/TransformJobStatus"],
    ),
    training(
        "SageMaker HyperParameter Tuning Job State",
        ("SageMaker tuning", "tuning"),
        &["/detail/HyperParameterTuningJobName"],
        &["/detail/HyperParameterTuningJobStatus"],
    ),
    training(
        "SageMaker Model Building Pipeline Execution Status",
        ("SageMaker pipeline", "pipeline"),
        &["/detail/pipelineArn"],
        &["/detail/currentPipelineExecutionStatus"],
    ),
    change(
        "SageMaker Endpoint State",
        ("aws.sagemaker", "SageMaker endpoint", "endpoint"),
        &["/detail/EndpointName"],
        &["/detail/EndpointStatus"],
    ),
    job(
        "MediaConvert Job State",
        ("aws.mediaconvert", "MediaConvert job", "media job"),
        &["/detail/jobId"],
        &["/detail/status"],
    ),
    minor(job(
        "DataSync Task Execution State",
        ("aws.datasync", "DataSync", "datasync"),
        &["/resources/0"],
        &["/detail/State"],
    )),
    minor(job(
        "EBS Snapshot",
        ("aws.ec2", "EBS snapshot", "snapshot"),
        &["/detail/source"],
        &["/detail/result"],
    )),
    minor(job(
        "EBS Multi-Volume Snapshots",
        ("aws.ec2", "EBS snapshots of", "snapshots"),
        &["/resources/0"],
        &["/detail/result"],
    )),
    job("EBS Volume", ("aws.ec2", "EBS volume", "volume"), &["/resources/0"], &["/detail/result"]),
    minor(job(
        "DLM Policy State",
        ("aws.dlm", "Lifecycle policy", "policy"),
        &["/detail/policy_id"],
        &["/detail/state"],
    )),
    minor(job(
        "EC2 Image Builder Image State",
        ("aws.imagebuilder", "Image Builder", "image build"),
        &["/resources/0"],
        &["/detail/state/status"],
    )),
    job(
        "AppFlow End Flow Run",
        ("aws.appflow", "AppFlow", "flow"),
        &["/detail/flow-name"],
        &["/detail/status"],
    ),
    job(
        "AppFlow Start Flow Run",
        ("aws.appflow", "AppFlow", "flow"),
        &["/detail/flow-name"],
        &["/detail/status"],
    ),
    job(
        "SFTP Server File Upload",
        ("aws.transfer", "Transfer Family upload to", "upload"),
        &["/detail/server-id", "/detail/username"],
        &["/detail/status-code"],
    ),
    minor(job(
        "FIS Experiment State",
        ("aws.fis", "FIS experiment", "experiment"),
        &["/detail/experiment-template-id"],
        &["/detail/new-state/status"],
    )),
    job(
        "Synthetics Canary TestRun",
        ("aws.synthetics", "Synthetics canary", "canary"),
        &["/detail/canary-name"],
        &["/detail/test-run-status"],
    ),
    minor(job(
        "Application Auto Scaling Scaling Activity State",
        ("aws.application-autoscaling", "Application Auto Scaling of", "scaling"),
        &["/detail/resourceId"],
        &["/detail/statusCode"],
    )),
];
