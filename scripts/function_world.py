"""The AWS that a function sees, in one process: a runtime API with at most one event, S3 with one object, and a
CloudWatch that takes all. For scripts that start the function by itself: `weigh` and `smoke`.
"""

import http.server
import json
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

CHUNK = 1 << 20
NEXT = "/2018-06-01/runtime/invocation/next"
START_SECONDS = 30


class World(http.server.ThreadingHTTPServer):
    """What the function sees."""

    daemon_threads = True

    def __init__(self, file=None):
        super().__init__(("127.0.0.1", 0), Answers)
        self.file = file
        self.log = tempfile.TemporaryFile()
        self.asked = threading.Event()
        self.answered = threading.Event()
        self.response = None
        self.published = 0
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, client_address):
        """A function that is ended, or that has seen enough of an object, hangs up: that is in order."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    def event(self):
        record = {"s3": {"bucket": {"name": "logs"}, "object": {"key": "log"}}}
        return {"Records": [{"messageId": "m", "body": json.dumps({"Records": [record]})}]}

    def summary(self):
        """The invocation's own account of itself."""
        self.log.seek(0)
        lines = [json.loads(line) for line in self.log]
        return next(line["summary"] for line in lines if line["message"] == "invocation summary")

    def function(self, bootstrap):
        """Starts a function in an environment of nothing but what it needs."""
        address = f"127.0.0.1:{self.server_address[1]}"
        environment = {
            "AWS_LAMBDA_RUNTIME_API": address,
            "AWS_LAMBDA_FUNCTION_NAME": "function",
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_ENDPOINT_URL": f"http://{address}",
            "METRICS_RETENTION_DAYS": "unlimited",
            "METRIC_MAX_AGE_DAYS": "unlimited",
        }
        return subprocess.Popen([bootstrap], env=environment, stdout=self.log)


class Answers(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        path = urllib.parse.urlsplit(self.path).path
        if path != NEXT:
            self.send_object()
        elif self.server.file and not self.server.asked.is_set():
            self.server.asked.set()
            self.send(200, json.dumps(self.server.event()).encode(), {
                "lambda-runtime-aws-request-id": "r",
                "lambda-runtime-deadline-ms": str(int((time.time() + 900) * 1000)),
                "lambda-runtime-invoked-function-arn": "arn:aws:lambda:us-east-1:000000000000:function:function",
            })
        else:
            self.server.asked.set()
            threading.Event().wait()  # There is no further event.

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        if self.path.endswith("/PutMetricData"):
            self.server.published += 1
            self.send(200, b"\xa0", {"smithy-protocol": "rpc-v2-cbor", "content-type": "application/cbor"})
        else:
            self.server.response = json.loads(body)
            self.send(202, b"", {})
            self.server.answered.set()

    def send_object(self):
        self.send_response(200)
        self.send_header("content-length", str(self.server.file.stat().st_size))
        self.end_headers()
        with self.server.file.open("rb") as file:
            while chunk := file.read(CHUNK):
                self.wfile.write(chunk)

    def send(self, status, body, headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass
