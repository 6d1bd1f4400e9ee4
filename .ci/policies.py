"""parliament over what every role of the stack, and whoever deploys it, may do: SAM's transform applied, names filled in.

Does not judge what a function needs: tests/house/template/keys.rs does.
"""

import json
import os
import re
import sys
from fnmatch import fnmatch
from pathlib import Path

from parliament import analyze_policy_string
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

ROOT = Path(__file__).parent.parent
ACCOUNT, REGION, STACK = "111122223333", "eu-west-1", "callout"
PSEUDO = {"AWS::Partition": "aws", "AWS::Region": REGION, "AWS::AccountId": ACCOUNT, "AWS::StackName": STACK}
NUMBER = f"arn:aws:sms-voice:{REGION}:{ACCOUNT}:phone-number/phone-1"
# Whatever a parameter switches on is looked at, too.
PARAMETERS = {"VoiceOriginationIdentity": NUMBER, "SmsOriginationIdentity": NUMBER, "SubscriberMailFrom": "status@example.com"}
ARNS = {
    "AWS::DynamoDB::Table": "arn:aws:dynamodb:{region}:{account}:table/{name}",
    "AWS::IAM::Role": "arn:aws:iam::{account}:role/{name}",
    "AWS::Lambda::Function": "arn:aws:lambda:{region}:{account}:function:{name}",
    "AWS::Logs::LogGroup": "arn:aws:logs:{region}:{account}:log-group:{name}:*",
    "AWS::S3::Bucket": "arn:aws:s3:::{name}",
    "AWS::SNS::Topic": "arn:aws:sns:{region}:{account}:{name}",
    "AWS::SQS::Queue": "arn:aws:sqs:{region}:{account}:{name}",
    "AWS::SecretsManager::Secret": "arn:aws:secretsmanager:{region}:{account}:secret:{name}",
}

# What parliament says and stays, by role, finding and action; each with its reason.
BY_DESCRIBE = "comes with Describe* or Get*, without which the policy would not fit into its 6,144 characters"
WAIVED = {
    ("TriageRole", "RESOURCE_STAR", "cloudwatch:DescribeAlarms"): "composite alarms are described only to whoever may describe all",
    ("deploy --policy", "RESOURCE_MISMATCH", "s3:GetStorageLensConfiguration"): BY_DESCRIBE,
    ("deploy --policy", "RESOURCE_MISMATCH", "dynamodb:Describe*"): BY_DESCRIBE,
    ("deploy --policy", "RESOURCE_MISMATCH", "lambda:Get*"): BY_DESCRIBE,
    ("deploy --policy", "UNKNOWN_ACTION", "*cloudwatch:*AlarmMuteRule*"): "newer than parliament's list",
    ("deploy --policy", "INVALID_ARN", "Account expected*"): "SAM's transform belongs to the account “aws”",
}


class Names:
    """Fills in what CloudFormation would."""

    def __init__(self, template):
        self.resources = template["Resources"]
        self.parameters = {name: one.get("Default", "") for name, one in template["Parameters"].items()} | PARAMETERS

    def arn(self, name):
        kind = self.resources[name]["Type"]
        return ARNS[kind].format(region=REGION, account=ACCOUNT, name=f"{STACK}-{name.lower()}")

    def one(self, name):
        for known in (PSEUDO, self.parameters):
            if name in known:
                return str(known[name])
        return self.arn(name.split(".")[0])

    def fill(self, value):
        if isinstance(value, list):
            filled = [self.fill(one) for one in value]
            return [one for one in filled if one is not None]
        if not isinstance(value, dict):
            return value
        match value:
            case {"Ref": "AWS::NoValue"}:
                return None
            case {"Ref": name}:
                return self.one(name)
            case {"Fn::GetAtt": name}:
                return self.one(name if isinstance(name, str) else ".".join(name))
            case {"Fn::Select": [nth, parts]}:
                return self.fill(parts)[int(nth)]
            case {"Fn::Split": [by, text]}:
                return self.fill(text).split(by)
            case {"Fn::Sub": [text, words]}:
                known = {name: self.fill(one) for name, one in words.items()}
                return re.sub(r"\$\{([^}]+)\}", lambda found: known.get(found[1]) or self.one(found[1]), text)
            case {"Fn::Sub": text}:
                return re.sub(r"\$\{([^}]+)\}", lambda found: self.one(found[1]), text)
            case {"Fn::If": [_, yes, _]}:
                return self.fill(yes)
        return {name: self.fill(one) for name, one in value.items()}


def transformed():
    template = yaml_parse((ROOT / "infra/template.yaml").read_text())
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = "s3://packages/package.zip"
    parameters = {name: one["Default"] for name, one in template["Parameters"].items() if "Default" in one}
    os.environ.setdefault("AWS_DEFAULT_REGION", REGION)
    return Translator({}, Parser()).translate(template, parameters)


def policies():
    template = transformed()
    names = Names(template)
    for name, resource in template["Resources"].items():
        if resource["Type"] == "AWS::IAM::Role":
            for policy in resource["Properties"].get("Policies", []):
                yield name, names.fill(policy["PolicyDocument"])
    deploying = (ROOT / "infra/cli/src/deploy/policy.json").read_text()
    yield "deploy --policy", json.loads(deploying.replace("{stack}", STACK).replace("{lower}", STACK))


def details(finding):
    """What a finding is about, one by one."""
    about = finding.detail if isinstance(finding.detail, list) else [finding.detail]
    return [one["action"] if isinstance(one, dict) else str(one) for one in about]


def waiver(name, issue, about):
    return next((it for it in WAIVED if it[:2] == (name, issue) and fnmatch(about, it[2])), None)


def main():
    looked_at, broken, used = 0, [], set()
    for name, document in policies():
        looked_at += 1
        for finding in analyze_policy_string(json.dumps(document)).findings:
            for about in details(finding):
                waived = waiver(name, finding.issue, about)
                used.add(waived)
                if not waived:
                    broken.append(f"{name}: {finding.issue}: {about}")
    broken += [f"nothing to waive any more: {one}" for one in WAIVED.keys() - used]
    print(f"{looked_at} policies, {len(broken)} findings, {len(WAIVED)} waived by name")
    if looked_at < 10:
        sys.exit("found too few policies: does the template hold them elsewhere now?")
    if broken:
        sys.exit("\n".join(broken))


main()
