#!/usr/bin/env bash
# The deployment guide, as promised: its commands, block by block, and what AWS answers to each.
#
#   e2e/guide/as-promised.sh AWS_CLI EMULATOR BOOTSTRAP
#
# AWS_CLI is the stock CLI, version 1 or 2; EMULATOR and BOOTSTRAP are the binaries of this tree (e2e/guide/run provides all three). A step is
# a function: a block of the guide as it stands there, and below it what came of it. A line that begins with `refuses` says that AWS refuses
# the command below it, and in which words. The emulator is started here, its clock stands still but for the steps that move it, and
# `aws` (harness.sh) adds nothing to a command but where to send it.
#
# What the guide leaves to its reader to fill in, and what stands in for what this function or this machine has not:
#
# | the guide says | here | why |
# |---|---|---|
# | YOUR_ACCOUNT_ID | $account | the emulator's |
# | YOUR_MAPPING_UUID | $mapping_uuid | what `create-event-source-mapping` answered |
# | nodejs20.x | $runtime | this function is a native binary, and the emulator runs no other |
# | index.handler | $handler | the same |
# | npm install, npm run build | the binary that is given here is put into dist | the same |
# | AWS_REGION in an environment | left out, after it was seen to be refused | Lambda's own |
#
# Not run: `node`, `npm`, `git clone` (nothing of this function is Node's), `sam build`, `sam deploy` (no CloudFormation here), and
# `echo $CLOUDWATCH_NAMESPACE`, which asks the reader's own shell.
#
# The CLIs differ in one option: `lambda invoke --cli-binary-format` is version 2's alone. Version 1 sends a payload as it is, and needs none.
#
# Exits 0 when all is as promised, 1 when something is not (the step, the command, what was expected, what came), 2 when it cannot begin.
# shellcheck disable=SC2086,SC2046,SC2034,SC2317 # the guide's own quoting; variables and functions that steps use by name
set -euo pipefail

[ "$#" = 3 ] || { sed -n '2,4p' "$0" >&2; exit 2; }
cli=$(realpath "$1") emulator=$(realpath "$2") bootstrap=$(realpath "$3")

account=000000000000
runtime=provided.al2023
handler=bootstrap

work=$(mktemp -d)
server=
tidy() {
    if [ -n "$server" ]; then
        kill "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    rm -rf "$work"
}
trap tidy EXIT
exec 3>&1

# shellcheck source-path=SCRIPTDIR source=harness.sh
. "$(dirname "$0")/harness.sh"
documents=$(realpath "$(dirname "$0")/documents")

# ---- What the guide takes for granted ----

a_bucket_that_bedrock_writes_to() {
    aws s3api create-bucket --bucket your-bedrock-logs-bucket
}

a_topic_that_somebody_listens_to() {
    aws sns create-topic --name alerts-topic
    expect TopicArn "arn:aws:sns:us-east-1:$account:alerts-topic"
    cat > inbox-attributes.json << EOF
{"Policy": "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"sns.amazonaws.com\"},\"Action\":\"sqs:SendMessage\",\"Resource\":\"arn:aws:sqs:us-east-1:$account:alerts-inbox\"}]}"}
EOF
    aws sqs create-queue --queue-name alerts-inbox --attributes file://inbox-attributes.json
    aws sns subscribe --topic-arn arn:aws:sns:us-east-1:$account:alerts-topic --protocol sqs \
      --notification-endpoint arn:aws:sqs:us-east-1:$account:alerts-inbox
}

# The guide's JSON, each document in a file of its own (`documents`): what its commands read.
the_documents_of_the_guide() {
    local document
    for document in "$documents"/*.json; do
        sed "s/YOUR_ACCOUNT_ID/$account/" "$document" > "$(basename "$document")"
    done
}

# ---- Prerequisites ----

pre_deployment_checklist() {
    # Verify AWS CLI installation and configuration
    aws --version
    aws sts get-caller-identity
    expect Account "$account"

    # Ensure you have access to the target AWS account
    aws s3 ls --region us-east-1
    has "the list of buckets" your-bedrock-logs-bucket "$(<"$work/answer")"
}

# ---- IAM permissions required ----

create_the_execution_role() {
    # Create the execution role
    aws iam create-role \
      --role-name bedrock-metrics-aggregator-role \
      --assume-role-policy-document file://trust-policy.json
    expect Role.Arn "arn:aws:iam::$account:role/bedrock-metrics-aggregator-role"
    expect Role.AssumeRolePolicyDocument.Statement.0.Principal.Service lambda.amazonaws.com

    # Attach the permissions policy
    aws iam put-role-policy \
      --role-name bedrock-metrics-aggregator-role \
      --policy-name bedrock-metrics-aggregator-policy \
      --policy-document file://permissions-policy.json

    # Attach AWS managed policy for basic Lambda execution
    aws iam attach-role-policy \
      --role-name bedrock-metrics-aggregator-role \
      --policy-arn arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole
}

# ---- Environment variables ----

set_environment_variables() {
    # Set environment variables via AWS CLI
    aws lambda update-function-configuration \
      --function-name bedrock-metrics-aggregator \
      --environment "Variables={
        CLOUDWATCH_NAMESPACE=Custom/BedrockMetrics,
        LOG_LEVEL=INFO,
        BATCH_SIZE=100,
        ENABLE_CROSS_REGION_DETECTION=true,
        ENABLE_GLOBAL_CROSS_REGION=true,
        MAX_RETRY_ATTEMPTS=3
      }"
}

# The guide has it long before its function.
environment_variables_of_a_function_that_is_not_there_yet() {
    refuses ResourceNotFoundException "Function not found: arn:aws:lambda:us-east-1:$account:function:bedrock-metrics-aggregator" \
        set_environment_variables
}

environment_variables_of_the_function() {
    set_environment_variables
    expect Environment.Variables.BATCH_SIZE 100
    expect Environment.Variables.MAX_RETRY_ATTEMPTS 3
    updated
}

# ---- SQS queue configuration ----

create_the_main_queue() {
    # Create the main processing queue
    aws sqs create-queue \
      --queue-name bedrock-metrics-aggregator-queue \
      --attributes '{
        "VisibilityTimeout": "300",
        "MessageRetentionPeriod": "1209600",
        "ReceiveMessageWaitTimeSeconds": "20",
        "DelaySeconds": "0"
      }'
    expect_part QueueUrl "/$account/bedrock-metrics-aggregator-queue"
}

create_the_dead_letter_queue() {
    # Create the DLQ for failed messages
    aws sqs create-queue \
      --queue-name bedrock-metrics-aggregator-dlq \
      --attributes '{
        "MessageRetentionPeriod": "1209600"
      }'
    expect_part QueueUrl "/$account/bedrock-metrics-aggregator-dlq"

    # Get the DLQ ARN
    DLQ_ARN=$(aws sqs get-queue-attributes \
      --queue-url https://sqs.us-east-1.amazonaws.com/$account/bedrock-metrics-aggregator-dlq \
      --attribute-names QueueArn \
      --query 'Attributes.QueueArn' \
      --output text)
    is DLQ_ARN "arn:aws:sqs:us-east-1:$account:bedrock-metrics-aggregator-dlq" "$DLQ_ARN"
    keep DLQ_ARN
}

configure_the_redrive_policy() {
    # Configure the main queue to use the DLQ
    aws sqs set-queue-attributes \
      --queue-url https://sqs.us-east-1.amazonaws.com/$account/bedrock-metrics-aggregator-queue \
      --attributes '{
        "RedrivePolicy": "{\"deadLetterTargetArn\":\"'$DLQ_ARN'\",\"maxReceiveCount\":\"3\"}"
      }'
}

# ---- S3 event configuration ----

configure_bucket_notifications() {
    # Create the notification configuration JSON
    cat > s3-notification-config.json << EOF
{
  "QueueConfigurations": [
    {
      "Id": "BedrockLogsToSQS",
      "QueueArn": "arn:aws:sqs:us-east-1:$account:bedrock-metrics-aggregator-queue",
      "Events": ["s3:ObjectCreated:*"],
      "Filter": {
        "Key": {
          "FilterRules": [
            {
              "Name": "prefix",
              "Value": "bedrock-logs/"
            },
            {
              "Name": "suffix",
              "Value": ".json"
            }
          ]
        }
      }
    }
  ]
}
EOF

    # Apply the notification configuration
    aws s3api put-bucket-notification-configuration \
      --bucket your-bedrock-logs-bucket \
      --notification-configuration file://s3-notification-config.json
}

# The guide shows the queue's policy and has no command for it: without one S3 may not send.
notifications_before_the_queues_policy() {
    refuses InvalidArgument "Unable to validate the following destination configurations" \
        configure_bucket_notifications
}

the_queues_policy() {
    python3 -c 'import json; print(json.dumps({"Policy": open("queue-policy.json").read()}))' > queue-attributes.json
    aws sqs set-queue-attributes \
      --queue-url https://sqs.us-east-1.amazonaws.com/$account/bedrock-metrics-aggregator-queue \
      --attributes file://queue-attributes.json
}

notifications_after_the_queues_policy() {
    configure_bucket_notifications
    aws s3api get-bucket-notification-configuration --bucket your-bedrock-logs-bucket
    expect QueueConfigurations.0.Id BedrockLogsToSQS
    expect QueueConfigurations.0.Filter.Key.FilterRules.1.Value .json
}

# ---- CloudWatch setup ----

create_the_dashboard() {
    # Create a CloudWatch dashboard for Bedrock metrics
    aws cloudwatch put-dashboard \
      --dashboard-name "BedrockMetricsAggregator" \
      --dashboard-body file://dashboard.json
    expect 'DashboardValidationMessages.#' 0
}

create_the_alarms() {
    # Create alarm for Lambda errors
    aws cloudwatch put-metric-alarm \
      --alarm-name "BedrockMetricsAggregator-Errors" \
      --alarm-description "Alarm when Lambda function errors exceed threshold" \
      --metric-name Errors \
      --namespace AWS/Lambda \
      --statistic Sum \
      --period 300 \
      --threshold 5 \
      --comparison-operator GreaterThanThreshold \
      --dimensions Name=FunctionName,Value=bedrock-metrics-aggregator \
      --evaluation-periods 2 \
      --alarm-actions arn:aws:sns:us-east-1:$account:alerts-topic

    # Create alarm for DLQ messages
    aws cloudwatch put-metric-alarm \
      --alarm-name "BedrockMetricsAggregator-DLQ" \
      --alarm-description "Alarm when messages appear in DLQ" \
      --metric-name ApproximateNumberOfMessagesVisible \
      --namespace AWS/SQS \
      --statistic Sum \
      --period 300 \
      --threshold 1 \
      --comparison-operator GreaterThanOrEqualToThreshold \
      --dimensions Name=QueueName,Value=bedrock-metrics-aggregator-dlq \
      --evaluation-periods 1 \
      --alarm-actions arn:aws:sns:us-east-1:$account:alerts-topic

    aws cloudwatch describe-alarms --alarm-name-prefix BedrockMetricsAggregator-
    expect 'MetricAlarms.#' 2
    expect MetricAlarms.0.AlarmActions.0 "arn:aws:sns:us-east-1:$account:alerts-topic"
}

configure_the_log_group() {
    # Create log group with retention policy
    aws logs create-log-group \
      --log-group-name /aws/lambda/bedrock-metrics-aggregator

    aws logs put-retention-policy \
      --log-group-name /aws/lambda/bedrock-metrics-aggregator \
      --retention-in-days 30

    aws logs describe-log-groups --log-group-name-prefix /aws/lambda/bedrock-metrics-aggregator
    expect logGroups.0.retentionInDays 30
}

# ---- Deployment steps ----

# Steps 1 and 2. Lambda takes 50 MB in a request, which a debug build is above: what is only for a debugger goes.
package_the_function() {
    mkdir dist
    cp "$bootstrap" dist/bootstrap
    strip dist/bootstrap

    # Create deployment package
    cd dist
    zip -r ../deployment-package.zip .
    cd ..
}

# AWS takes it; this host has no Node.js to run it with, which the emulator says by name.
the_guides_own_runtime_which_this_host_cannot_run() {
    refuses InvalidParameterValueException nodejs20.x \
    aws lambda create-function \
      --function-name bedrock-metrics-aggregator \
      --runtime nodejs20.x \
      --handler index.handler \
      --role arn:aws:iam::$account:role/bedrock-metrics-aggregator-role \
      --zip-file fileb://deployment-package.zip \
      --timeout 300 \
      --memory-size 512 \
      --environment "Variables={
        CLOUDWATCH_NAMESPACE=Custom/BedrockMetrics,
        LOG_LEVEL=INFO,
        ENABLE_CROSS_REGION_DETECTION=true
      }" \
      --description "Aggregates Bedrock metrics from invocation logs"
}

create_the_lambda_function() {
    # Create the Lambda function
    aws lambda create-function \
      --function-name bedrock-metrics-aggregator \
      --runtime $runtime \
      --handler $handler \
      --role arn:aws:iam::$account:role/bedrock-metrics-aggregator-role \
      --zip-file fileb://deployment-package.zip \
      --timeout 300 \
      --memory-size 512 \
      --environment "Variables={
        CLOUDWATCH_NAMESPACE=Custom/BedrockMetrics,
        LOG_LEVEL=INFO,
        ENABLE_CROSS_REGION_DETECTION=true
      }" \
      --description "Aggregates Bedrock metrics from invocation logs"
    expect FunctionArn "arn:aws:lambda:us-east-1:$account:function:bedrock-metrics-aggregator"
    expect Timeout 300
    expect MemorySize 512
    expect Environment.Variables.CLOUDWATCH_NAMESPACE Custom/BedrockMetrics
    expect CodeSize "$(stat -c %s deployment-package.zip)"
    eventually Configuration.State Active aws lambda get-function --function-name bedrock-metrics-aggregator
}

# An update that is under way refuses the next, on AWS too: the guide's second command waits for its first.
updated() {
    eventually Configuration.LastUpdateStatus Successful \
        aws lambda get-function --function-name bedrock-metrics-aggregator
}

update_an_existing_deployment() {
    # Update function code
    aws lambda update-function-code \
      --function-name bedrock-metrics-aggregator \
      --zip-file fileb://deployment-package.zip
    expect CodeSize "$(stat -c %s deployment-package.zip)"
    updated

    # Update function configuration if needed
    aws lambda update-function-configuration \
      --function-name bedrock-metrics-aggregator \
      --timeout 300 \
      --memory-size 512
    expect Timeout 300
    updated
}

configure_the_event_source_mapping() {
    # Create event source mapping from SQS to Lambda
    aws lambda create-event-source-mapping \
      --function-name bedrock-metrics-aggregator \
      --event-source-arn arn:aws:sqs:us-east-1:$account:bedrock-metrics-aggregator-queue \
      --batch-size 10 \
      --maximum-batching-window-in-seconds 30 \
      --function-response-types ReportBatchItemFailures
    expect BatchSize 10
    expect MaximumBatchingWindowInSeconds 30
    expect FunctionResponseTypes.0 ReportBatchItemFailures
    mapping_uuid=$(at UUID)
    keep mapping_uuid
}

deploy_to_several_regions_with_a_reserved_variable() {
    REGIONS=("us-east-1" "us-west-2" "eu-west-1")

    for region in "${REGIONS[@]}"; do
      echo "Deploying to $region..."

      refuses InvalidParameterValueException "Reserved keys used in this request: AWS_REGION" \
      aws lambda create-function \
        --function-name bedrock-metrics-aggregator \
        --runtime $runtime \
        --handler $handler \
        --role arn:aws:iam::$account:role/bedrock-metrics-aggregator-role \
        --zip-file fileb://deployment-package.zip \
        --timeout 300 \
        --memory-size 512 \
        --region $region \
        --environment "Variables={
          CLOUDWATCH_NAMESPACE=Custom/BedrockMetrics,
          LOG_LEVEL=INFO,
          AWS_REGION=$region
        }"
    done
}

# Where the function is there already, it is not made again.
deploy_to_several_regions() {
    REGIONS=("us-west-2" "eu-west-1")

    for region in "${REGIONS[@]}"; do
      echo "Deploying to $region..."

      aws lambda create-function \
        --function-name bedrock-metrics-aggregator \
        --runtime $runtime \
        --handler $handler \
        --role arn:aws:iam::$account:role/bedrock-metrics-aggregator-role \
        --zip-file fileb://deployment-package.zip \
        --timeout 300 \
        --memory-size 512 \
        --region $region \
        --environment "Variables={
          CLOUDWATCH_NAMESPACE=Custom/BedrockMetrics,
          LOG_LEVEL=INFO
        }"
      expect FunctionArn "arn:aws:lambda:$region:$account:function:bedrock-metrics-aggregator"
    done
}

# ---- Verification ----

verify_the_deployment() {
    # Check function configuration
    aws lambda get-function \
      --function-name bedrock-metrics-aggregator
    expect Configuration.Runtime "$runtime"
    expect Code.RepositoryType S3

    # Check function state
    aws lambda get-function \
      --function-name bedrock-metrics-aggregator \
      --query 'Configuration.State'
    is "the state" '"Active"' "$(<"$work/answer")"
}

verify_the_event_source_mapping() {
    # List event source mappings
    aws lambda list-event-source-mappings \
      --function-name bedrock-metrics-aggregator
    expect EventSourceMappings.0.UUID "$mapping_uuid"

    # Check mapping state
    eventually 0 Enabled \
    aws lambda list-event-source-mappings \
      --function-name bedrock-metrics-aggregator \
      --query 'EventSourceMappings[*].State'
}

# No such object is in the bucket: the function says so of the message, and would get it again.
test_with_a_sample_event() {
    # Create a test event
    cat > test-event.json << 'EOF'
{
  "Records": [
    {
      "messageId": "test-message-id",
      "body": "{\"Records\":[{\"s3\":{\"bucket\":{\"name\":\"your-bedrock-logs-bucket\"},\"object\":{\"key\":\"bedrock-logs/test-invocation.json\"}}}]}"
    }
  ]
}
EOF

    # Invoke Lambda with test event
    aws lambda invoke \
      --function-name bedrock-metrics-aggregator \
      --payload file://test-event.json \
      "${cli_binary_format[@]}" \
      response.json
    expect StatusCode 200
    expect FunctionError ""

    # Check the response
    cat response.json
    is "the response" '{"batchItemFailures":[{"itemIdentifier":"test-message-id"}]}' "$(<response.json)"
}

# Two calls through a cross-Region profile, as Bedrock writes them; then the batching window passes.
a_log_arrives() {
    local now
    now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
    cat > invocation-log-001.json << EOF
{"schemaType":"ModelInvocationLog","schemaVersion":"1.0","timestamp":"$now","accountId":"$account","region":"us-east-1","requestId":"guide-1","operation":"Converse","modelId":"us.anthropic.claude-3-haiku-20240307-v1:0","input":{"inputContentType":"application/json","inputTokenCount":120},"output":{"outputContentType":"application/json","outputTokenCount":30}}
{"schemaType":"ModelInvocationLog","schemaVersion":"1.0","timestamp":"$now","accountId":"$account","region":"us-east-1","requestId":"guide-2","operation":"Converse","modelId":"us.anthropic.claude-3-haiku-20240307-v1:0","input":{"inputContentType":"application/json","inputTokenCount":3},"output":{"outputContentType":"application/json","outputTokenCount":4}}
EOF
    aws s3 cp invocation-log-001.json \
      s3://your-bedrock-logs-bucket/bedrock-logs/us-east-1/2024/01/01/invocation-log-001.json
    clock run-until-idle
}

verify_the_logs() {
    # Get latest log stream
    LOG_STREAM=$(aws logs describe-log-streams \
      --log-group-name /aws/lambda/bedrock-metrics-aggregator \
      --order-by LastEventTime \
      --descending \
      --limit 1 \
      --query 'logStreams[0].logStreamName' \
      --output text)
    has LOG_STREAM "[\$LATEST]" "$LOG_STREAM"

    # Fetch recent logs
    aws logs get-log-events \
      --log-group-name /aws/lambda/bedrock-metrics-aggregator \
      --log-stream-name "$LOG_STREAM" \
      --limit 50
    expect_part events "REPORT RequestId: "
}

# The function publishes by inference profile, as the guide's dashboard reads it. CloudWatch adds no dimensions up: the guide's own command, which
# names none, finds nothing, here and on AWS.
verify_the_metrics() {
    # Check if custom metrics are being published
    aws cloudwatch list-metrics \
      --namespace Custom/BedrockMetrics
    expect_part Metrics InputTokens
    expect_part Metrics CrossRegion

    # Get specific metric data
    aws cloudwatch get-metric-statistics \
      --namespace Custom/BedrockMetrics \
      --metric-name InputTokens \
      --start-time $(date -u -d '1 hour ago' +%Y-%m-%dT%H:%M:%SZ) \
      --end-time $(date -u +%Y-%m-%dT%H:%M:%SZ) \
      --period 300 \
      --statistics Sum
    expect Label InputTokens
    expect 'Datapoints.#' 0

    aws cloudwatch get-metric-statistics \
      --namespace Custom/BedrockMetrics \
      --metric-name InputTokens \
      --dimensions Name=InferenceProfile,Value=CrossRegion \
      --start-time $(date -u -d '1 hour ago' +%Y-%m-%dT%H:%M:%SZ) \
      --end-time $(date -u +%Y-%m-%dT%H:%M:%SZ) \
      --period 300 \
      --statistics Sum
    expect Datapoints.0.Sum 123.0
}

verify_the_queues() {
    # Check queue attributes
    aws sqs get-queue-attributes \
      --queue-url https://sqs.us-east-1.amazonaws.com/$account/bedrock-metrics-aggregator-queue \
      --attribute-names All
    expect Attributes.VisibilityTimeout 300
    expect Attributes.ReceiveMessageWaitTimeSeconds 20
    expect Attributes.RedrivePolicy.deadLetterTargetArn "$DLQ_ARN"
    expect Attributes.ApproximateNumberOfMessages 0
    expect Attributes.ApproximateNumberOfMessagesNotVisible 0

    # Check DLQ for failed messages
    aws sqs get-queue-attributes \
      --queue-url https://sqs.us-east-1.amazonaws.com/$account/bedrock-metrics-aggregator-dlq \
      --attribute-names ApproximateNumberOfMessages
    expect Attributes.ApproximateNumberOfMessages 0
}

# ---- Troubleshooting ----

the_lambda_does_not_process_messages() {
    # Check event source mapping status
    aws lambda get-event-source-mapping \
      --uuid $mapping_uuid
    expect State Enabled

    # Enable the mapping if disabled
    aws lambda update-event-source-mapping \
      --uuid $mapping_uuid \
      --enabled
    expect UUID "$mapping_uuid"
    eventually State Enabled aws lambda get-event-source-mapping --uuid $mapping_uuid
}

# `lambda-role-test` is the reader's own profile. The guide's trust policy lets Lambda alone in, so it needs another first.
a_profile_of_the_functions_role() {
    cat > trust-policy-with-the-account.json << EOF
{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
  "Principal": {"Service": "lambda.amazonaws.com", "AWS": "arn:aws:iam::$account:root"}}]}
EOF
    refuses AccessDenied "is not authorized to perform: sts:AssumeRole" assume_the_functions_role
    aws iam update-assume-role-policy --role-name bedrock-metrics-aggregator-role \
      --policy-document file://trust-policy-with-the-account.json
    assume_the_functions_role
    {
        echo "[lambda-role-test]"
        echo "aws_access_key_id = $(at Credentials.AccessKeyId)"
        echo "aws_secret_access_key = $(at Credentials.SecretAccessKey)"
        echo "aws_session_token = $(at Credentials.SessionToken)"
    } > "$AWS_SHARED_CREDENTIALS_FILE"
}

assume_the_functions_role() {
    aws sts assume-role --role-session-name guide \
      --role-arn arn:aws:iam::$account:role/bedrock-metrics-aggregator-role
}

permission_errors() {
    # Test S3 access
    aws s3 ls s3://your-bedrock-logs-bucket/bedrock-logs/ \
      --profile lambda-role-test
    has "the list" "PRE us-east-1/" "$(<"$work/answer")"

    # Verify IAM role policies
    aws iam list-attached-role-policies \
      --role-name bedrock-metrics-aggregator-role
    expect AttachedPolicies.0.PolicyName AWSLambdaBasicExecutionRole
}

# The sample event's object that was not there.
metrics_do_not_appear() {
    # Check Lambda logs for errors
    aws logs filter-log-events \
      --log-group-name /aws/lambda/bedrock-metrics-aggregator \
      --filter-pattern "ERROR"
    expect_part events.0.message bedrock-logs/test-invocation.json
}

# ---- Monitoring and alerts ----

# Three receives, five minutes apart, and the alarm's next look, on the emulator's clock; here no time to speak of.
MOMENTS_MS=5000

a_dead_letter_is_heard_of() {
    local began took
    aws sqs send-message --message-body '{"orderId": "A-1001"}' \
      --queue-url https://sqs.us-east-1.amazonaws.com/$account/bedrock-metrics-aggregator-queue
    began=$(real_time)
    clock run-until-idle
    clock advance 60s
    took=$(($(real_time) - began))

    aws cloudwatch describe-alarms --alarm-names BedrockMetricsAggregator-DLQ
    expect MetricAlarms.0.StateValue ALARM
    aws sqs receive-message --max-number-of-messages 10 \
      --queue-url https://sqs.us-east-1.amazonaws.com/$account/alerts-inbox
    expect Messages.0.Body.Subject 'ALARM: "BedrockMetricsAggregator-DLQ" in US East (N. Virginia)'
    expect Messages.0.Body.Message.NewStateValue ALARM
    [ "$took" -lt "$MOMENTS_MS" ] || differs "heard of within $MOMENTS_MS ms" "after $took ms"
    printf '          a dead letter after its third receive, and a letter of the alarm: %d ms\n' "$took" >&3
}

# ---- The run ----

# Whatever is not for the emulator ends at a port where nothing listens.
export http_proxy=http://127.0.0.1:9 https_proxy=http://127.0.0.1:9 no_proxy=127.0.0.1
export HTTP_PROXY=$http_proxy HTTPS_PROXY=$https_proxy NO_PROXY=$no_proxy
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=$work/credentials AWS_DEFAULT_REGION=us-east-1 AWS_PAGER=
export AWS_EC2_METADATA_DISABLED=true
unset AWS_PROFILE AWS_DEFAULT_PROFILE AWS_REGION AWS_CA_BUNDLE AWS_SESSION_TOKEN AWS_ENDPOINT_URL AWS_DEFAULT_OUTPUT

"$emulator" serve --port 0 --clock stepped --ready-file "$work/ready" >"$work/serve.log" 2>&1 &
server=$!
for _ in {1..100}; do
    [ ! -f "$work/ready" ] || break
    kill -0 "$server" 2>/dev/null || { cat "$work/serve.log" >&2; exit 2; }
    sleep 0.1
done
endpoint=$(<"$work/ready")

version=$("$cli" --version 2>&1)
case $version in
aws-cli/1.*) cli_binary_format=() ;;
aws-cli/2.*) cli_binary_format=(--cli-binary-format raw-in-base64-out) ;;
*) printf 'error: %s is no AWS CLI of version 1 or 2: %s\n' "$cli" "$version" >&2; exit 2 ;;
esac
mkdir "$work/guide"
cd "$work/guide"
printf 'The deployment guide by %s, from %s on\n' "${version%% *}" "$(clock now)"

heading "What the guide takes for granted"
step a_bucket_that_bedrock_writes_to
step a_topic_that_somebody_listens_to
step the_documents_of_the_guide

heading "Prerequisites"
step pre_deployment_checklist

heading "IAM permissions required"
step create_the_execution_role

heading "Environment variables"
step environment_variables_of_a_function_that_is_not_there_yet

heading "SQS queue configuration"
step create_the_main_queue
step create_the_dead_letter_queue
step configure_the_redrive_policy

heading "S3 event configuration"
step notifications_before_the_queues_policy
step the_queues_policy
step notifications_after_the_queues_policy

heading "CloudWatch setup"
step create_the_dashboard
step create_the_alarms
step configure_the_log_group

heading "Deployment steps"
step package_the_function
step the_guides_own_runtime_which_this_host_cannot_run
step create_the_lambda_function
step update_an_existing_deployment
step environment_variables_of_the_function
step configure_the_event_source_mapping
step deploy_to_several_regions_with_a_reserved_variable
step deploy_to_several_regions

heading "Verification"
step verify_the_deployment
step verify_the_event_source_mapping
step test_with_a_sample_event
step a_log_arrives
step verify_the_logs
step verify_the_metrics
step verify_the_queues

heading "Troubleshooting"
step the_lambda_does_not_process_messages
step a_profile_of_the_functions_role
step permission_errors
step metrics_do_not_appear

heading "Monitoring and alerts"
step a_dead_letter_is_heard_of

if [ "${#failed[@]}" -gt 0 ]; then
    printf '%d steps are not as promised by %s: %s\n' "${#failed[@]}" "${version%% *}" "$(IFS=';'; echo "${failed[*]}")"
    exit 1
fi
printf '%d steps as promised by %s\n' "$passed" "${version%% *}"
