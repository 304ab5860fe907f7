#!/usr/bin/env python3
"""Walks botocore's models against a running emulator.

For every operation of docs/support.md each member of its input is sent, beside the members that it needs: it is read, or kept, or
refused by name, and no answer is a 5xx. Then each member of an answer that AWS always sends is looked for.

Usage: models.py ENDPOINT_URL docs/support.md (with botocore on the path)
"""

import json
import re
import sys
import urllib.request

import botocore.config
import botocore.session
from botocore.exceptions import BotoCoreError, ClientError

SECTIONS = {"S3": "s3", "SQS": "sqs", "CloudWatch": "cloudwatch", "Lambda": "lambda", "CloudWatch Logs": "logs",
            "SNS": "sns", "STS": "sts", "IAM": "iam"}

# No operation of the SDKs, or one that waits for its client.
UNKNOWN_TO_BOTOCORE = {"PostObject"}

# What only a transport sets: the length of another body than the one that is sent makes the server wait for the rest.
OF_THE_TRANSPORT = {"ContentLength"}

POLICY = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]})

# Lambda may assume the role.
TRUST = json.dumps({"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole",
}]})

# What is there, so that a request is not refused before its members are looked at.
VALUES = {
    "Bucket": "models",
    "CopySource": "models/key",
    "Key": "key",
    "UploadId": "upload",
    "FunctionName": "models",
    "QueueName": "models",
    "RoleArn": "arn:aws:iam::000000000000:role/r",
    "Role": "arn:aws:iam::000000000000:role/r",
    "logGroupName": "models",
    "logStreamName": "models",
    "RoleName": "models",
    "UserName": "models",
    "GroupName": "models",
    "PolicyName": "models",
    "PolicyArn": "arn:aws:iam::000000000000:policy/models",
    "PermissionsBoundary": "arn:aws:iam::000000000000:policy/models",
    "PolicySourceArn": "arn:aws:iam::000000000000:role/models",
    "PolicyDocument": POLICY,
    "AssumeRolePolicyDocument": TRUST,
    "PolicyInputList": [POLICY],
    "ActionNames": ["s3:GetObject"],
    "VersionId": "v1",
    "Namespace": "Models",
    "ExpectedBucketOwner": "000000000000",
    "ExpectedSourceBucketOwner": "000000000000",
    "BucketRegion": "us-east-1",
}

# The members of answers that AWS always sends. Sources: the API references' examples and the required members of the models.
ALWAYS = {
    ("sqs", "CreateQueue"): ["QueueUrl"],
    ("sqs", "GetQueueUrl"): ["QueueUrl"],
    ("sqs", "SendMessage"): ["MD5OfMessageBody", "MessageId"],
    ("sqs", "GetQueueAttributes"): ["Attributes"],
    ("cloudwatch", "ListMetrics"): ["Metrics"],
    ("cloudwatch", "GetMetricStatistics"): ["Label", "Datapoints"],
    ("cloudwatch", "GetMetricData"): ["MetricDataResults", "Messages"],
    ("lambda", "GetFunctionConfiguration"): [
        "FunctionName", "FunctionArn", "Runtime", "Role", "Handler", "CodeSize", "Description", "Timeout", "MemorySize",
        "LastModified", "CodeSha256", "Version", "TracingConfig", "RevisionId", "State", "LastUpdateStatus", "PackageType",
        "Architectures", "EphemeralStorage", "SnapStart", "LoggingConfig",
    ],
    ("lambda", "ListFunctions"): ["Functions"],
    ("logs", "DescribeLogGroups"): ["logGroups"],
    ("logs", "DescribeLogStreams"): ["logStreams"],
    ("logs", "FilterLogEvents"): ["events"],
    ("logs", "GetLogEvents"): ["events", "nextForwardToken", "nextBackwardToken"],
    ("sts", "GetCallerIdentity"): ["UserId", "Account", "Arn"],
    ("iam", "GetRole"): ["Role"],
    ("iam", "GetUser"): ["User"],
    ("iam", "GetGroup"): ["Group", "Users"],
    ("iam", "GetPolicy"): ["Policy"],
    ("iam", "ListRoles"): ["Roles", "IsTruncated"],
    ("iam", "ListPolicies"): ["Policies", "IsTruncated"],
    ("iam", "ListAttachedRolePolicies"): ["AttachedPolicies", "IsTruncated"],
    ("iam", "SimulateCustomPolicy"): ["EvaluationResults", "IsTruncated"],
    ("sns", "CreateTopic"): ["TopicArn"],
    ("sns", "ListTopics"): ["Topics"],
    ("s3", "ListBuckets"): ["Buckets", "Owner"],
    ("s3", "ListObjectsV2"): ["Name", "Prefix", "KeyCount", "MaxKeys", "IsTruncated"],
    ("s3", "GetObject"): ["Body", "LastModified", "ContentLength", "ETag", "ContentType", "Metadata", "AcceptRanges"],
    ("s3", "PutObject"): ["ETag"],
}


# What makes a request sound that the model's required members alone do not.
SOUND = {
    "GetUser": {"UserName": "models"},
    "GetQueueAttributes": {"AttributeNames": ["All"]},
    "SendMessage": {"MessageBody": "x"},
    "PutObject": {"Body": b"x"},
    "GetMetricStatistics": {"EndTime": 1776605391, "Period": 60, "Statistics": ["Sum"]},
    "GetMetricData": {"EndTime": 1776605391, "MetricDataQueries": [
        {"Id": "a", "MetricStat": {"Metric": {"Namespace": "n", "MetricName": "m"}, "Period": 60, "Stat": "Sum"}},
    ]},
    "FilterLogEvents": {"logGroupName": "models"},
    "GetLogEvents": {"logGroupName": "models", "logStreamName": "models"},
    "DescribeLogStreams": {"logGroupName": "models"},
}


def value_of(shape, name="", depth=0):
    """A sound value of a shape."""
    if name in VALUES:
        return VALUES[name]
    if name in ("QueueUrl",):
        return f"{sys.argv[1]}/000000000000/models"
    if name.endswith("Arn"):
        return "arn:aws:sqs:us-east-1:000000000000:models"
    kind = shape.type_name
    if kind == "string":
        return shape.enum[0] if shape.enum else "a" * max(1, shape.metadata.get("min", 1))
    if kind in ("integer", "long"):
        return shape.metadata.get("min", 1) or 1
    if kind in ("float", "double"):
        return 1.0
    if kind == "boolean":
        return True
    if kind == "timestamp":
        return 1776605331
    if kind == "blob":
        return b"x"
    if kind == "list":
        return [value_of(shape.member, "", depth + 1)]
    if kind == "map":
        return {"k": value_of(shape.value, "", depth + 1)}
    return structure(shape, depth + 1)


def structure(shape, depth=0, with_member=None):
    """The members that a structure needs, and one more."""
    names = list(shape.required_members) + ([with_member] if with_member else [])
    if depth > 1 and not names:
        # A structure of nothing says nothing: its first plain member does.
        names = [name for name, member in shape.members.items() if member.type_name in ("string", "integer", "boolean")][:1]
    return {name: value_of(shape.members[name], name, depth) for name in names}


class Walk:
    def __init__(self, endpoint):
        self.endpoint = endpoint
        self.session = botocore.session.get_session()
        self.clients = {}
        self.failed = []
        self.counts = {"taken": 0, "refused by name": 0, "refused by its own rules": 0}

    def client(self, service):
        """One a service: making one takes longer than what it is made for."""
        if service not in self.clients:
            self.clients[service] = self.made_client(service)
        return self.clients[service]

    def made_client(self, service):
        config = botocore.config.Config(
            retries={"max_attempts": 0}, parameter_validation=False, connect_timeout=5, read_timeout=30,
            s3={"addressing_style": "path"},
        )
        return self.session.create_client(
            service, "us-east-1", endpoint_url=self.endpoint, config=config,
            aws_access_key_id="test", aws_secret_access_key="test",
        )

    def prepare(self, service):
        """A bucket, an object, a queue, a log group and stream; for IAM a role, a user, a group and a policy instead."""
        s3, sqs, logs, iam = (self.client(name) for name in ("s3", "sqs", "logs", "iam"))
        if service == "iam":
            calls = (
                lambda: iam.create_role(RoleName="models", AssumeRolePolicyDocument=TRUST),
                lambda: iam.create_user(UserName="models"),
                lambda: iam.create_group(GroupName="models"),
                lambda: iam.create_policy(PolicyName="models", PolicyDocument=POLICY),
            )
        else:
            self.pass_a_minute()
            calls = (
                lambda: s3.create_bucket(Bucket="models"),
                lambda: s3.put_object(Bucket="models", Key="key", Body=b"x"),
                lambda: sqs.create_queue(QueueName="models"),
                lambda: logs.create_log_group(logGroupName="models"),
                lambda: logs.create_log_stream(logGroupName="models", logStreamName="models"),
            )
        for call in calls:
            try:
                call()
            except ClientError:
                pass

    def pass_a_minute(self):
        """The name of a queue that was deleted is free then."""
        url = f"{self.endpoint}/_emulator/clock"
        urllib.request.urlopen(urllib.request.Request(url, data=b'{"advance":"61s"}', method="POST")).close()

    def operation(self, service, client, operation):
        model = client.meta.service_model.operation_model(operation)
        shape = model.input_shape
        for member in shape.members if shape else []:
            if member in OF_THE_TRANSPORT:
                continue
            # Deleted by one member, and needed by the next.
            self.prepare(service)
            self.member(service, client, operation, member, structure(shape, with_member=member))

    def member(self, service, client, operation, member, request):
        place = f"{service} {operation} {member}"
        if "WaitTimeSeconds" in request:
            request["WaitTimeSeconds"] = 0
        method = getattr(client, botocore.xform_name(operation))
        try:
            method(**request)
            self.counts["taken"] += 1
        except ClientError as error:
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            code, message = error.response["Error"].get("Code"), error.response["Error"].get("Message", "")
            if status >= 500:
                self.failed.append(f"{place}: {status} {code} {message}")
            unread = "does not read the parameter" in message
            if unread and member.lower() not in message.lower():
                self.failed.append(f"{place}: another member is named: {message}")
            self.counts["refused by name" if unread else "refused by its own rules"] += 1
        except (BotoCoreError, TypeError, ValueError, AttributeError) as error:
            # botocore itself could not spell it: nothing was sent.
            print(f"models: not sent: {place}: {error}", file=sys.stderr)

    def always(self, service, client, operation, names):
        self.prepare(service)
        shape = client.meta.service_model.operation_model(operation).input_shape
        request = structure(shape)
        request.update(SOUND.get(operation, {}))
        if operation == "GetFunctionConfiguration" and not self.has_function(client):
            return
        try:
            answer = getattr(client, botocore.xform_name(operation))(**request)
        except ClientError as error:
            self.failed.append(f"{service} {operation}: a sound request is refused: {error}")
            return
        missing = [name for name in names if name not in answer]
        if missing:
            self.failed.append(f"{service} {operation}: the answer lacks {', '.join(missing)}")

    def has_function(self, client):
        """A function whose code is an archive with a shell script, and which is active."""
        import io
        import zipfile

        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as writer:
            entry = zipfile.ZipInfo("bootstrap")
            entry.external_attr = 0o755 << 16
            writer.writestr(entry, "#!/bin/sh\nsleep 1\n")
        iam = self.client("iam")
        try:
            iam.create_role(RoleName="r", AssumeRolePolicyDocument=TRUST)
        except ClientError as error:
            if error.response["Error"]["Code"] != "EntityAlreadyExists":
                self.failed.append(f"iam CreateRole: {error}")
                return False
        try:
            client.create_function(
                FunctionName="models", Runtime="provided.al2023", Handler="bootstrap",
                Role="arn:aws:iam::000000000000:role/r", Code={"ZipFile": archive.getvalue()},
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceConflictException":
                self.failed.append(f"lambda CreateFunction: {error}")
                return False
        # `LastUpdateStatus` is first set when its creation is over.
        client.get_waiter("function_active_v2").wait(FunctionName="models")
        return True


def main():
    page = open(sys.argv[2], encoding="utf-8").read()
    walk = Walk(sys.argv[1])
    operations = 0
    for heading, service in SECTIONS.items():
        section = page.split(f"\n## {heading}\n")[1].split("\n## ")[0]
        client = walk.client(service)
        for operation in re.findall(r"^\| `(\w+)`", section, re.M):
            if operation in UNKNOWN_TO_BOTOCORE:
                continue
            walk.operation(service, client, operation)
            operations += 1
    for (service, operation), names in ALWAYS.items():
        walk.always(service, walk.client(service), operation, names)
    counts = ", ".join(f"{count} {what}" for what, count in walk.counts.items())
    print(f"models: {operations} operations, their members: {counts}")
    for line in walk.failed:
        print(f"models: error: {line}", file=sys.stderr)
    sys.exit(1 if walk.failed else 0)


if __name__ == "__main__":
    main()
