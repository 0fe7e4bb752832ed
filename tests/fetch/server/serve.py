"""A server that stands for AWS: moto, and in front of it what moto lacks. Every signature is worked out anew, and every
request and answer of the operations that are added is checked against botocore's models.

It listens on a free port of this machine, which it prints, and ends with its standard input.
"""

import json
import os
import sys
import threading
import time
import urllib.parse

os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "false"

from moto.moto_server import werkzeug_app as moto_server  # noqa: E402
from werkzeug.serving import make_server  # noqa: E402

import models  # noqa: E402
import operations  # noqa: E402
import signature  # noqa: E402

KEY, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


class Front:
    def __init__(self):
        self.moto = moto_server.DomainDispatcherApplication(moto_server.create_backend_app)
        self.lock = threading.Lock()
        self.reset()

    def reset(self):
        self.state = operations.State()
        self.calls, self.violations, self.faults = [], [], []
        self.delay, self.running, self.most = 0, 0, 0

    def __call__(self, environ, start):
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length)
        raw = environ.get("RAW_URI") or environ["REQUEST_URI"]
        path, _, query = raw.partition("?")
        if path.startswith("/_test/"):
            return self.control(path, body, start)
        headers = {key[5:].replace("_", "-").lower(): value for key, value in environ.items() if key.startswith("HTTP_")}
        headers["content-type"] = environ.get("CONTENT_TYPE", "")
        parts = signature.parse(headers)
        if parts is None:
            # moto's own: resetting it.
            return self.pass_on(environ, body, start)
        with self.lock:
            self.running += 1
            self.most = max(self.most, self.running)
        try:
            time.sleep(self.delay)
            status, answer, kind = self.answer(environ, parts, path, query, headers, body)
        finally:
            with self.lock:
                self.running -= 1
        start(status, [("Content-Type", kind), ("Content-Length", str(len(answer)))] + self.extra(status, answer))
        return [answer]

    @staticmethod
    def extra(status, answer):
        try:
            return [("x-amzn-ErrorType", json.loads(answer)["__type"])] if int(status.split()[0]) >= 400 else []
        except (ValueError, KeyError):
            return []

    def answer(self, environ, parts, path, query, headers, body):
        service, method = parts["service"], environ["REQUEST_METHOD"]
        is_query = models.SERVICES[service].metadata["protocol"] == "query"
        form = urllib.parse.parse_qs(body.decode(), keep_blank_values=True) if is_query else {}
        operation, in_path = models.operation_of(service, method, path, form)
        params = models.parameters(
            operation, in_path, urllib.parse.parse_qs(query, keep_blank_values=True), form, body)
        with self.lock:
            self.calls.append({"operation": operation.name, "region": parts["region"], "params": params})
        try:
            secret = SECRET if parts["key"] == KEY else ""
            wrong = signature.problem(parts, secret, method, path, query, headers, body)
            if wrong:
                raise operations.Refused(403, "InvalidSignatureException", "The request signature does not match")
            self.fail_if_told(operation.name)
            if operation.input_shape:
                self.check(operation.input_shape, params, operation.name)
            handler = operations.HANDLERS.get(operation.name)
            if handler:
                with self.lock:
                    answer = handler(self.state, params)
            elif operation.name == "GetAccountAuthorizationDetails":
                whole = []
                self.pass_on(environ, body, lambda *_: whole.append, whole)
                answer = operations.authorization_details_page(self.state, params, operation, b"".join(whole))
                return "200 OK", models.answer_xml(operation, answer), "text/xml"
            else:
                taken, status = [], []
                self.pass_on(environ, body, lambda line, *_: status.append(line), taken)
                return status[0], b"".join(taken), "text/xml"
        except operations.Refused as refused:
            return self.refusal(refused, is_query)
        if answer is None:
            return "200 OK", b"", "application/json"
        answer = {key: value for key, value in answer.items() if value is not None}
        self.check(operation.output_shape, answer, operation.name + " answer")
        if is_query:
            return "200 OK", models.answer_xml(operation, answer), "text/xml"
        return "200 OK", models.answer_json(answer), "application/json"

    def check(self, shape, value, where):
        found = models.violations(shape, value, where)
        if found:
            with self.lock:
                self.violations += found
            raise operations.Refused(400, "ValidationException", "; ".join(found))

    def fail_if_told(self, name):
        with self.lock:
            for fault in self.faults:
                if fault["operation"] in (name, "*") and fault["times"] > 0:
                    fault["times"] -= 1
                    raise operations.Refused(fault["status"], fault["code"], fault.get("message", fault["code"]))

    @staticmethod
    def refusal(refused, is_query):
        status = f"{refused.status} Refused"
        if is_query:
            error = f"<Type>Sender</Type><Code>{refused.code}</Code><Message>{refused.message}</Message>"
            return status, f"<ErrorResponse><Error>{error}</Error></ErrorResponse>".encode(), "text/xml"
        answer = {"__type": refused.code, "message": refused.message}
        return status, json.dumps(answer).encode(), "application/json"

    def pass_on(self, environ, body, start, into=None):
        import io

        environ = {**environ, "wsgi.input": io.BytesIO(body)}
        answer = self.moto(environ, start)
        if into is None:
            return answer
        into.extend(answer)
        return []

    def control(self, path, body, start):
        """What the tests say and ask."""
        told = json.loads(body) if body else {}
        with self.lock:
            if path == "/_test/reset":
                self.reset()
            for key, value in told.items():
                if key in operations.OF_SERVICE:
                    shape = operations.OF_SERVICE[key]
                    if key == "findings":
                        value = {row["id"]: operations.typed(shape, row) for row in value}
                    else:
                        value = operations.typed(shape, value)
                setattr(self if hasattr(self, key) else self.state, key, value)
            log = {"calls": self.calls, "violations": self.violations, "most": self.most}
            if path == "/_test/log":
                self.calls, self.most = [], 0
        answer = json.dumps(log).encode()
        start("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(answer)))])
        return [answer]


def main():
    server = make_server("127.0.0.1", 0, Front(), threaded=True, request_handler=moto_server.MotoRequestHandler)
    print(server.port, flush=True)
    # Whoever started it holds the other end, so that it never outlives them.
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    server.serve_forever()


if __name__ == "__main__":
    main()
