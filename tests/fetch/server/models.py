"""botocore's service models, read as a server reads them: which operation a request means, and its parameters."""

import json
import re
import urllib.parse
import xml.sax.saxutils

import botocore.loaders
import botocore.model
import botocore.validate

# The services by the name that requests are signed for.
NAMES = {"access-analyzer": "accessanalyzer", "iam": "iam", "cloudformation": "cloudformation", "sts": "sts"}
LOADER = botocore.loaders.Loader()
SERVICES = {
    signing: botocore.model.ServiceModel(LOADER.load_service_model(name, "service-2"), name)
    for signing, name in NAMES.items()
}


def operation_of(service, method, path, form):
    """The operation that a request means, and the parameters in its path."""
    model = SERVICES[service]
    if model.metadata["protocol"] == "query":
        return model.operation_model(form["Action"][0]), {}
    for name in model.operation_names:
        operation = model.operation_model(name)
        uri = operation.http["requestUri"].split("?")[0]
        pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(uri))
        match = re.fullmatch(pattern, path)
        if match and operation.http["method"] == method:
            return operation, {key: urllib.parse.unquote(value) for key, value in match.groupdict().items()}
    raise KeyError(f"{method} {path}")


def parameters(operation, in_path, query, form, body):
    """The parameters of a request, in the types of the model."""
    shape = operation.input_shape
    if shape is None:
        return {}
    if operation.service_model.metadata["protocol"] == "query":
        return from_form(shape, "", {key: values[0] for key, values in form.items()}) or {}
    found = {}
    sent = json.loads(body) if body else {}
    for name, member in shape.members.items():
        place, key = member.serialization.get("location"), member.serialization.get("name", name)
        if place == "uri" and key in in_path:
            found[name] = in_path[key]
        elif place == "querystring" and key in query:
            found[name] = scalar(member, query[key][0])
        elif place is None and key in sent:
            found[name] = sent.pop(key)
    # A key that the model lacks is for the validation to find.
    found.update(sent)
    return found


def from_form(shape, prefix, form):
    """A value out of a form whose keys are paths such as `Filter.member.1`."""
    if shape.type_name == "structure":
        dot = prefix + "." if prefix else ""
        members = {name: from_form(member, dot + name, form) for name, member in shape.members.items()}
        return {name: value for name, value in members.items() if value is not None} or None
    if shape.type_name == "list":
        items = []
        while (item := from_form(shape.member, f"{prefix}.member.{len(items) + 1}", form)) is not None:
            items.append(item)
        return items or None
    return None if prefix not in form else scalar(shape, form[prefix])


def scalar(shape, text):
    if shape.type_name in ("integer", "long"):
        return int(text)
    if shape.type_name == "boolean":
        return text == "true"
    return text


def violations(shape, value, where):
    """What of a value the model does not allow: what botocore checks, and what it leaves out."""
    report = botocore.validate.ParamValidator().validate(value, shape)
    found = [f"{where}: {report.generate_report()}"] if report.has_errors() else []
    return found + list(constraints(shape, value, where))


def constraints(shape, value, where):
    if value is None:
        return
    kind, rules = shape.type_name, shape.metadata
    if kind == "structure":
        for name, member in value.items():
            if name in shape.members:
                yield from constraints(shape.members[name], member, f"{where}.{name}")
            else:
                yield f"{where}.{name}: unknown"
        if getattr(shape, "is_tagged_union", False) and sum(member is not None for member in value.values()) != 1:
            yield f"{where}: a union has one member"
    elif kind == "list":
        for index, item in enumerate(value):
            yield from constraints(shape.member, item, f"{where}[{index}]")
    elif kind == "map":
        for key, item in value.items():
            yield from constraints(shape.key, key, f"{where} key")
            yield from constraints(shape.value, item, f"{where}.{key}")
    elif kind == "string":
        if getattr(shape, "enum", None) and value not in shape.enum:
            yield f"{where}: {value!r} is none of {shape.enum}"
        if "pattern" in rules and not re.fullmatch(rules["pattern"], value):
            yield f"{where}: {value!r} does not match {rules['pattern']}"
    size = value if kind in ("integer", "long") else len(value) if kind in ("string", "list", "map") else None
    if size is not None and not rules.get("min", size) <= size <= rules.get("max", size):
        yield f"{where}: {size} is out of bounds"


def answer_json(value):
    return json.dumps(value, default=lambda date: date.strftime("%Y-%m-%dT%H:%M:%SZ")).encode()


def answer_xml(operation, value):
    """An answer in the query protocol."""
    name, space = operation.name, operation.service_model.metadata.get("xmlNamespace", "")
    result = f"<{name}Result>{to_xml(operation.output_shape, value)}</{name}Result>"
    return f'<{name}Response xmlns="{space}">{result}<ResponseMetadata/></{name}Response>'.encode()


def to_xml(shape, value):
    if shape.type_name == "structure":
        parts = ((name, member, value.get(name)) for name, member in shape.members.items())
        return "".join(f"<{name}>{to_xml(member, part)}</{name}>" for name, member, part in parts if part is not None)
    if shape.type_name == "list":
        return "".join(f"<member>{to_xml(shape.member, item)}</member>" for item in value)
    if shape.type_name == "boolean":
        return "true" if value else "false"
    if shape.type_name == "timestamp":
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return xml.sax.saxutils.escape(str(value))
