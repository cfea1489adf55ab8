#!/usr/bin/python3
"""Sees every rule of ours in openapi/lint/spectral.yaml fail once: a copy of the document is broken in one way per rule,
and Spectral must name that rule for that copy and none of ours for the copy left whole.

usage: test_lint_rules.py LINT_FOLDER OPENAPI_JSON      (LINT_FOLDER holds node_modules/.bin/spectral)
"""

import copy
import json
import pathlib
import re
import subprocess
import sys
import tempfile

RULESET = pathlib.Path(__file__).resolve().parents[2] / "openapi/lint/spectral.yaml"
KEPT_PATHS = ["/tillit/v1/api-info", "/tillit/v1/terms", "/tillit/v1/terms/{code}", "/tillit/v1/imports"]


def references(node):
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"].split("/")[2:4]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def trimmed(document):
    """A few paths with the components that they need: small, so that all copies are linted within seconds."""
    document["paths"] = {path: document["paths"][path] for path in KEPT_PATHS}
    rows = document["components"]["schemas"]["ImportRows"]["items"]
    rows["anyOf"] = [ref for ref in rows["anyOf"] if ref["$ref"].endswith("/ObservationRow")]
    kept = {"securitySchemes": document["components"]["securitySchemes"]}
    waiting = list(references(document["paths"]))
    while waiting:
        section, name = waiting.pop()
        if name not in kept.setdefault(section, {}):
            kept[section][name] = document["components"][section][name]
            waiting += references(kept[section][name])
    document["components"] = kept
    used = {tag for path in document["paths"].values() for operation in path.values() for tag in operation["tags"]}
    document["tags"] = [tag for tag in document["tags"] if tag["name"] in used]
    return document


def terms(document):
    return document["paths"]["/tillit/v1/terms"]["get"]


def rename_path(old, new):
    def break_it(document):
        document["paths"][new] = document["paths"].pop(old)
    return break_it


def rename_member(document):
    properties = document["components"]["schemas"]["ApiInfo"]["properties"]
    properties["apiName"] = properties.pop("api_name")


def rename_parameter(document):
    terms(document)["parameters"].append(
        {"name": "validFrom", "in": "query", "schema": {"type": "string"}, "example": "x", "description": "x",
         "x-description-sv": "x"})


def without_parameter(name):
    def break_it(document):
        operation = terms(document)
        operation["parameters"] = [p for p in operation["parameters"] if p.get("$ref") != f"#/components/parameters/{name}"]
    return break_it


def wrong_problem_type(document):
    response = json.loads(json.dumps(document["components"]["responses"]["unavailable"]))
    response["content"] = {"application/json": response["content"].pop("application/problem+json")}
    terms(document)["responses"]["503"] = response


def undeclared_problem(document):
    del terms(document)["responses"]["401"]


def reply_without_trace(document):
    del terms(document)["responses"]["200"]["headers"]["traceparent"]


def body_without_example(document):
    del document["paths"]["/tillit/v1/imports"]["post"]["requestBody"]["content"]["application/json"]["example"]


def reply_without_example(document):
    del terms(document)["responses"]["200"]["content"]["text/csv"]["example"]


def parameter_without_example(document):
    del document["components"]["parameters"]["limit"]["example"]


def without_security(document):
    del terms(document)["security"]


def basic_security(document):
    document["components"]["securitySchemes"]["key"]["scheme"] = "basic"


def without_swedish(document):
    del terms(document)["x-description-sv"]


def member_without_swedish(document):
    del document["components"]["schemas"]["Term"]["properties"]["code"]["x-description-sv"]


def open_object(document):
    del document["components"]["schemas"]["Term"]["additionalProperties"]


def nullable_flag(document):
    document["components"]["schemas"]["Term"]["properties"]["code"]["nullable"] = True


def without_sla(document):
    del document["info"]["x-sla"]


BROKEN = {
    "tillit-path-spelling": rename_path("/tillit/v1/api-info", "/tillit/v1/api_Info"),
    "tillit-path-no-trailing-slash": rename_path("/tillit/v1/terms", "/tillit/v1/terms/"),
    "tillit-path-no-file-ending": rename_path("/tillit/v1/terms", "/tillit/v1/terms.json"),
    "tillit-path-plural": rename_path("/tillit/v1/terms/{code}", "/tillit/v1/term/{code}"),
    "tillit-path-version": rename_path("/tillit/v1/terms", "/tillit/terms"),
    "tillit-member-snake-case": rename_member,
    "tillit-parameter-snake-case": rename_parameter,
    "tillit-operation-id": lambda document: terms(document).update(operationId="listTerms"),
    "tillit-collection-paging": without_parameter("after"),
    "tillit-problem-media-type": wrong_problem_type,
    "tillit-problem-declared": undeclared_problem,
    "tillit-traceparent-request": without_parameter("traceparent"),
    "tillit-traceparent-reply": reply_without_trace,
    "tillit-etag-on-not-modified": without_parameter("if-none-match"),
    "tillit-body-example": body_without_example,
    "tillit-reply-example": reply_without_example,
    "tillit-parameter-example": parameter_without_example,
    "tillit-security-declared": without_security,
    "tillit-security-bearer": basic_security,
    "tillit-both-languages": without_swedish,
    "tillit-member-both-languages": member_without_swedish,
    "tillit-closed-objects": open_object,
    "tillit-no-nullable": nullable_flag,
    "tillit-info": without_sla,
}


def lint(folder, files):
    """Codes of what Spectral says, by file name."""
    command = [f"{folder}/node_modules/.bin/spectral", "lint", "--quiet", "-f", "json", "-r", str(RULESET), *map(str, files)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    codes = {file.name: set() for file in files}
    for result in json.loads(run.stdout):
        codes[pathlib.Path(result["source"]).name].add(result["code"])
    return codes


def main():
    lint_folder, document_path = sys.argv[1:]
    whole = trimmed(json.loads(pathlib.Path(document_path).read_text(encoding="utf-8")))
    rules = re.findall(r"^  (tillit-[a-z-]+):", RULESET.read_text(encoding="utf-8"), re.MULTILINE)
    faults = [f"no broken copy for {rule}" for rule in rules if rule not in BROKEN]
    faults += [f"no rule {rule}" for rule in BROKEN if rule not in rules]
    with tempfile.TemporaryDirectory() as folder:
        copies = {"whole.json": whole}
        for rule, break_it in BROKEN.items():
            copies[f"{rule}.json"] = copy.deepcopy(whole)
            break_it(copies[f"{rule}.json"])
        files = [pathlib.Path(folder, name) for name in copies]
        for file in files:
            file.write_text(json.dumps(copies[file.name]), encoding="utf-8")
        found = lint(lint_folder, files)
    if found["whole.json"]:
        faults.append(f"the whole document is refused: {sorted(found['whole.json'])}")
    for rule in BROKEN:
        others = sorted(code for code in found[f"{rule}.json"] if code.startswith("tillit-") and code != rule)
        if rule not in found[f"{rule}.json"]:
            faults.append(f"{rule} did not notice its broken copy; Spectral said {sorted(found[f'{rule}.json'])}")
        if others:
            faults.append(f"{rule}: its broken copy also breaks {others}")
    print("\n".join(faults) or f"{len(rules)} rules of ours each refuse what they should")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
