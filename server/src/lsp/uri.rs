//! URIs: repaired on the way in, turned into paths, and made from paths.
//!
//! The type that the framework reads URIs into is strict, and a message with a URI that it refuses is dropped without
//! a word. Editors do send such URIs (a space, a bracket, a letter outside ASCII), so they are percent-encoded before
//! the framework sees them. Answers then carry the encoded form, which clients take for the same URI.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde_json::Value;
use tower_lsp::jsonrpc::Request;
use tower_lsp::ls_types::Uri;

/// Where URIs stand in the parameters of the messages that the server reads; `*` is every element of a list.
/// Whatever else is in a message (texts, options, data) is left alone.
const FIELDS: &[&[&str]] = &[
    &["textDocument", "uri"],
    &["rootUri"],
    &["workspaceFolders", "*", "uri"],
    &["event", "added", "*", "uri"],
    &["event", "removed", "*", "uri"],
    &["changes", "*", "uri"],
    &["files", "*", "uri"],
    &["files", "*", "oldUri"],
    &["files", "*", "newUri"],
    &["targetUri"],
    // Diagnostics of other servers come along with a request for code actions.
    &["context", "diagnostics", "*", "codeDescription", "href"],
    &["context", "diagnostics", "*", "relatedInformation", "*", "location", "uri"],
];

/// Percent-encodes what the strict type refuses in the fields that hold URIs.
pub fn repair_request(request: Request) -> Request {
    let needs_repair = |params: &Value| FIELDS.iter().any(|field| !all_strict(params, field));
    if !request.params().is_some_and(needs_repair) {
        return request;
    }
    let (method, id, params) = request.into_parts();
    let is_initialize = method == "initialize";
    let mut builder = Request::build(method);
    if let Some(mut params) = params {
        FIELDS.iter().for_each(|field| repair_field(&mut params, field));
        if is_initialize {
            drop_hopeless_roots(&mut params);
        }
        builder = builder.params(params);
    }
    match id {
        Some(id) => builder.id(id).finish(),
        None => builder.finish(),
    }
}

/// A client without a folder may call it `""`. Better no folder than no server.
fn drop_hopeless_roots(params: &mut Value) {
    let is_hopeless =
        |uri: Option<&Value>| uri.and_then(Value::as_str).is_none_or(|uri| Uri::from_str(uri).is_err());
    if is_hopeless(params.get("rootUri"))
        && let Some(root) = params.get_mut("rootUri")
    {
        *root = Value::Null;
    }
    if let Some(folders) = params.get_mut("workspaceFolders").and_then(Value::as_array_mut) {
        folders.retain(|folder| !is_hopeless(folder.get("uri")));
    }
}

fn all_strict(value: &Value, field: &[&str]) -> bool {
    match (field, value) {
        ([], Value::String(text)) => Uri::from_str(text).is_ok(),
        (["*", rest @ ..], Value::Array(items)) => items.iter().all(|item| all_strict(item, rest)),
        ([key, rest @ ..], Value::Object(members)) => {
            members.get(*key).is_none_or(|member| all_strict(member, rest))
        }
        _ => true,
    }
}

fn repair_field(value: &mut Value, field: &[&str]) {
    match (field, value) {
        ([], Value::String(text)) => {
            if let Some(repaired) = repair(text) {
                *text = repaired;
            }
        }
        (["*", rest @ ..], Value::Array(items)) => {
            items.iter_mut().for_each(|item| repair_field(item, rest));
        }
        ([key, rest @ ..], Value::Object(members)) => {
            if let Some(member) = members.get_mut(*key) {
                repair_field(member, rest);
            }
        }
        _ => {}
    }
}

/// The URI with what the strict type refuses percent-encoded, or `None` where it is strict already or cannot be
/// helped.
pub fn repair(text: &str) -> Option<String> {
    if Uri::from_str(text).is_ok() {
        return None;
    }
    let mut repaired = String::with_capacity(text.len() + 16);
    let mut fragment = false;
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let mut ahead = bytes.clone();
        let keep = match byte {
            b'%' => [ahead.next(), ahead.next()].iter().all(|it| it.is_some_and(|it| it.is_ascii_hexdigit())),
            b'#' => !std::mem::replace(&mut fragment, true),
            _ => byte.is_ascii_alphanumeric() || b"-._~:/?@!$&'()*+,;=".contains(&byte),
        };
        if keep {
            repaired.push(char::from(byte));
        } else {
            repaired.push_str(&format!("%{byte:02X}"));
        }
    }
    Uri::from_str(&repaired).is_ok().then_some(repaired)
}

/// The path of a `file:` URI, decoded; `None` for every other scheme, which names no file of the workspace.
pub fn file_path(uri: &Uri) -> Option<PathBuf> {
    let is_file = uri.scheme().as_str().eq_ignore_ascii_case("file");
    let host = uri.authority().map(|authority| authority.host()).unwrap_or_default();
    let bytes = uri.path().decode().to_bytes();
    let host = if host.eq_ignore_ascii_case("localhost") { "" } else { host };
    if !is_file || bytes.is_empty() || bytes.contains(&0) {
        return None;
    }
    if cfg!(windows) {
        return windows_path(host, std::str::from_utf8(&bytes).ok()?).map(PathBuf::from);
    }
    // Elsewhere there is no way to reach another host's file through a path.
    if host.is_empty() { path_from_bytes(&bytes) } else { None }
}

#[cfg(unix)]
fn path_from_bytes(bytes: &[u8]) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStrExt;
    Some(PathBuf::from(std::ffi::OsStr::from_bytes(bytes)))
}

#[cfg(not(unix))]
fn path_from_bytes(bytes: &[u8]) -> Option<PathBuf> {
    std::str::from_utf8(bytes).ok().map(PathBuf::from)
}

/// `/c:/a` of no host is `C:\a`; `/share/a` of a host is `\\host\share\a`.
fn windows_path(host: &str, path: &str) -> Option<String> {
    if !host.is_empty() {
        return Some(format!("\\\\{host}{}", path.replace('/', "\\")));
    }
    let path = path.strip_prefix('/').unwrap_or(path);
    let (drive, rest) = path.split_once(':')?;
    let is_drive = drive.len() == 1 && drive.chars().all(|it| it.is_ascii_alphabetic());
    is_drive.then(|| format!("{}:{}", drive.to_ascii_uppercase(), rest.replace('/', "\\")))
}

/// The URI of a file.
pub fn from_path(path: &Path) -> Option<Uri> {
    Uri::from_file_path(path)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_the_strict_type_refuses_is_encoded_and_the_rest_stays() {
        for (uri, expected) in [
            ("file:///a/b.json", None),
            ("file:///a%20b.json", None),
            ("untitled:Untitled-1", None),
            ("file:///a b.json", Some("file:///a%20b.json")),
            ("file:///a[1]{2}|3^4`5\"<6>.json", Some("file:///a%5B1%5D%7B2%7D%7C3%5E4%605%22%3C6%3E.json")),
            ("file:///é/अ/🍄.json", Some("file:///%C3%A9/%E0%A4%85/%F0%9F%8D%84.json")),
            ("file:///100%.json", Some("file:///100%25.json")),
            ("file:///100%2.json", Some("file:///100%252.json")),
            ("file:///a%20b c%zz", Some("file:///a%20b%20c%25zz")),
            ("file:///a\\b.json", Some("file:///a%5Cb.json")),
            ("untitled:Untitled 1", Some("untitled:Untitled%201")),
            ("git:/a.json?{\"path\":\"/a.json\"}", Some("git:/a.json?%7B%22path%22:%22/a.json%22%7D")),
            ("file:///a#b#c", Some("file:///a#b%23c")),
            ("", None),
            ("/just/a path.json", None),
        ] {
            assert_eq!(repair(uri).as_deref(), expected, "{uri}");
        }
    }

    #[test]
    fn only_fields_that_hold_uris_are_touched() {
        let odd = "file:///a b.json";
        let request = Request::build("textDocument/codeAction")
            .id(7)
            .params(json!({
                "textDocument": { "uri": odd },
                "context": { "diagnostics": [
                    { "message": odd, "data": { "uri": odd }, "codeDescription": { "href": odd },
                      "relatedInformation": [{ "location": { "uri": odd } }] },
                    "not a diagnostic",
                ] },
                "workspaceFolders": null,
                "arguments": [{ "uri": odd }],
                "text": odd,
            }))
            .finish();
        let good = "file:///a%20b.json";
        let expected = json!({
            "textDocument": { "uri": good },
            "context": { "diagnostics": [
                { "message": odd, "data": { "uri": odd }, "codeDescription": { "href": good },
                  "relatedInformation": [{ "location": { "uri": good } }] },
                "not a diagnostic",
            ] },
            "workspaceFolders": null,
            "arguments": [{ "uri": odd }],
            "text": odd,
        });
        let repaired = repair_request(request);
        assert_eq!(repaired.params(), Some(&expected));
        assert_eq!((repaired.method(), repaired.id()), ("textDocument/codeAction", Some(&7.into())));
    }

    #[test]
    fn a_root_that_is_no_uri_is_no_root() {
        let request =
            |params: Value| repair_request(Request::build("initialize").id(1).params(params).finish());
        let folder = |uri: &str| json!({ "uri": uri, "name": "a" });
        let odd = json!({
            "rootUri": "",
            "workspaceFolders": [folder("file:///a"), folder("nowhere"), folder("file:///b c")],
        });
        let expected = json!({
            "rootUri": null,
            "workspaceFolders": [folder("file:///a"), folder("file:///b%20c")],
        });
        assert_eq!(request(odd).params(), Some(&expected));
        for plain in [json!({ "rootUri": null, "workspaceFolders": null }), json!({ "rootUri": "file:///a" })]
        {
            assert_eq!(request(plain.clone()).params(), Some(&plain));
        }
    }

    #[test]
    fn a_message_without_parameters_or_with_strict_uris_passes_as_it_is() {
        for request in [
            Request::build("exit").finish(),
            Request::build("a").params(json!([1, "x y"])).finish(),
            Request::build("b").id(1).params(json!({ "textDocument": { "uri": "file:///a" } })).finish(),
        ] {
            assert_eq!(repair_request(request.clone()), request);
        }
    }

    #[cfg(unix)]
    #[test]
    fn only_a_local_file_has_a_path() {
        for (uri, expected) in [
            ("file:///a/b%20c/%C3%A9.json", Some("/a/b c/é.json")),
            ("FILE:///a.json", Some("/a.json")),
            ("file://localhost/a.json", Some("/a.json")),
            ("file:///a/../b.json", Some("/a/../b.json")),
            ("file://server/share/a.json", None),
            ("file:///a%00b", None),
            ("untitled:Untitled-1", None),
            ("git:/a.json?ref", None),
            ("vscode-remote://host/a.json", None),
        ] {
            let path = file_path(&Uri::from_str(uri).unwrap());
            assert_eq!(path.as_deref(), expected.map(Path::new), "{uri}");
        }
    }

    #[test]
    fn a_drive_letter_is_upper_case_and_a_host_is_a_share() {
        for (host, path, expected) in [
            ("", "/c:/a b/x.json", Some("C:\\a b\\x.json")),
            ("", "/C:/x.json", Some("C:\\x.json")),
            ("server", "/share/x.json", Some("\\\\server\\share\\x.json")),
            ("", "/no/drive", None),
            ("", "/long:/x", None),
        ] {
            assert_eq!(windows_path(host, path).as_deref(), expected, "{path}");
        }
    }
}
