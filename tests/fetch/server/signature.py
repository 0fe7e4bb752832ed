"""Signature Version 4, worked out anew for each request, as AWS documents it."""

import hashlib
import hmac
import re
import urllib.parse

AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>[^/]+)/(?P<day>\d{8})/(?P<region>[a-z0-9-]+)/(?P<service>[a-z0-9-]+)"
    r"/aws4_request, ?SignedHeaders=(?P<headers>[a-z0-9;-]+), ?Signature=(?P<signature>[0-9a-f]{64})"
)


def parse(headers):
    """The parts of the header, or None."""
    match = AUTHORIZATION.fullmatch(headers.get("authorization", ""))
    return match.groupdict() if match else None


def problem(parts, secret, method, path, query, headers, body):
    """What is wrong with a signature, or None. `path` is as it was sent."""

    def quoted(text):
        return urllib.parse.quote(text, safe="-_.~")

    pairs = urllib.parse.parse_qsl(query, keep_blank_values=True)
    names = parts["headers"].split(";")
    if "host" not in names or names != sorted(names):
        return "the headers that are signed"
    canonical = "\n".join([
        method,
        urllib.parse.quote(path, safe="/-_.~"),
        "&".join(f"{name}={value}" for name, value in sorted((quoted(name), quoted(value)) for name, value in pairs)),
        "".join(f"{name}:{' '.join(headers.get(name, '').split())}\n" for name in names),
        parts["headers"],
        hashlib.sha256(body).hexdigest(),
    ])
    scope = f"{parts['day']}/{parts['region']}/{parts['service']}/aws4_request"
    date = headers.get("x-amz-date", "")
    text = "\n".join(["AWS4-HMAC-SHA256", date, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = ("AWS4" + secret).encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    expected = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    return None if hmac.compare_digest(expected, parts["signature"]) else f"the signature of {canonical!r}"
