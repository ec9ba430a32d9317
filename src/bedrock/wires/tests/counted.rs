//! Calls that count tokens.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::*;

#[test]
fn converse_is_counted_by_its_members() {
    let mut request = request(Wire::Converse, "hi");
    request.settings.system = "brief".to_owned();
    request.settings.service.tier = Some("flex".to_owned());
    request.settings.sampling.top_k = number("40");
    let call = sent(&request).counting(&request).unwrap();
    assert_eq!(
        call.body,
        "{\"input\":{\"converse\":{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}],\
         \"system\":[{\"text\":\"brief\"}],\"additionalModelRequestFields\":{\"top_k\":40}}}}"
    );
    let path = "/model/anthropic.claude-3-5-sonnet-20241022-v2%3A0/count-tokens";
    assert_eq!(call.path(), path);
    assert_eq!(call.method(), "POST");
}

#[test]
fn other_wires_are_counted_by_their_body() {
    for wire in [Wire::Messages, Wire::Completions] {
        let mut request = request(wire, "hi");
        request.settings.service.tier = Some("flex".to_owned());
        let call = sent(&request);
        let counting = call.counting(&request).unwrap();
        let body: Value = serde_json::from_str(&counting.body).unwrap();
        let encoded = body["input"]["invokeModel"]["body"].as_str().unwrap();
        assert_eq!(STANDARD.decode(encoded).unwrap(), call.body.as_bytes());
        assert_eq!(counting.headers.len(), 1);
    }
}
