//! Counting the tokens of a request, free of charge.

use std::time::Duration;

use serde::Deserialize;
use tokio::time::timeout;

use super::client::Client;
use super::transport;
use super::wires::Call;
use super::wording::Wording;
use crate::chat::failure::{Failure, FailureKind};
use crate::chat::request::Request;

/// How long the service may take to count.
const LIMIT: Duration = Duration::from_secs(30);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Count {
    input_tokens: u64,
}

impl Client {
    /// Counts the input tokens of a call that was made of this request. Asks once.
    ///
    /// # Errors
    ///
    /// `Validation` for models that the service does not count for, which are most but Anthropic's;
    /// and whatever else a call can meet with.
    pub(crate) async fn count(&self, request: &Request, call: &Call) -> Result<u64, Failure> {
        let counted = match timeout(LIMIT, self.ask(request, call)).await {
            Ok(counted) => counted,
            Err(_) => Err(Failure::new(
                FailureKind::Silent,
                format!("nothing came for {} s", LIMIT.as_secs()),
            )),
        };
        counted.map_err(|failure| {
            let doing = format!("count tokens for {}", request.model.name);
            failure.at(
                doing,
                format!("{} in {}", request.model.model, self.place()),
            )
        })
    }

    async fn ask(&self, request: &Request, call: &Call) -> Result<u64, Failure> {
        let call = call.counting(request)?;
        let mut answer = transport::send(&self.runtime, &call, self.profile()).await?;
        let body = answer.all().await?;
        let count: Result<Count, _> = serde_json::from_slice(&body);
        count.map(|count| count.input_tokens).map_err(|error| {
            let said = Wording::of(&String::from_utf8_lossy(&body)).message;
            let message = format!("the answer is no count ({error}): {said}");
            let mut failure = Failure::new(FailureKind::Unknown, message);
            failure.status = Some(answer.status);
            failure.request_id = answer.request_id;
            failure
        })
    }
}
