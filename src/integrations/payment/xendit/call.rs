//! One call to Xendit and its answer, before anybody knows what it means.

use std::time::Duration;

use reqwest::Method;
use reqwest::StatusCode;
use serde_json::Value;

use crate::integrations::payment::GatewayError;
use crate::integrations::payment::json;

/// What is asked for. Its word is a label of the numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Call {
    Open,
    Find,
    Read,
    Expire,
    PaidSince,
    Refund,
    FindRefund,
}

impl Call {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Find => "find",
            Self::Read => "read",
            Self::Expire => "expire",
            Self::PaidSince => "paid_since",
            Self::Refund => "refund",
            Self::FindRefund => "find_refund",
        }
    }

    const fn changes_something(self) -> bool {
        match self {
            Self::Open | Self::Expire | Self::Refund => true,
            Self::Find | Self::Read | Self::PaidSince | Self::FindRefund => false,
        }
    }

    /// What it means that no usable answer came back. A question can simply be asked again.
    pub(super) fn lost(self, reason: String) -> GatewayError {
        if self.changes_something() {
            GatewayError::Unknown { reason }
        } else {
            GatewayError::Transient {
                reason,
                retry_after: None,
            }
        }
    }
}

/// One call, as it goes out.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) call: Call,
    pub(super) method: Method,
    pub(super) path: Vec<String>,
    pub(super) query: Vec<(&'static str, String)>,
    pub(super) body: Option<String>,
    pub(super) idempotency_key: Option<String>,
}

impl Request {
    pub(super) fn get(call: Call, path: &[&str]) -> Self {
        Self::new(call, Method::GET, path)
    }

    pub(super) fn post(call: Call, path: &[&str]) -> Self {
        Self::new(call, Method::POST, path)
    }

    fn new(call: Call, method: Method, path: &[&str]) -> Self {
        Self {
            call,
            method,
            path: path.iter().map(|&part| part.to_owned()).collect(),
            query: Vec::new(),
            body: None,
            idempotency_key: None,
        }
    }

    pub(super) fn with(mut self, query: Vec<(&'static str, String)>) -> Self {
        self.query = query;
        self
    }

    pub(super) fn carrying(mut self, body: &Value) -> Self {
        self.body = Some(body.to_string());
        self
    }

    pub(super) fn once(mut self, key: &str) -> Self {
        self.idempotency_key = Some(key.to_owned());
        self
    }
}

/// An answer that says either yes or no.
#[derive(Debug)]
pub(super) struct Answer {
    status: StatusCode,
    body: Value,
}

impl Answer {
    /// Sorts out the answers that say neither.
    pub(super) fn of(
        call: Call,
        status: StatusCode,
        body: Result<Value, String>,
        retry_after: Option<Duration>,
    ) -> Result<Self, GatewayError> {
        let later = || GatewayError::Transient {
            reason: format!("status {status}"),
            retry_after,
        };
        match status {
            StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY => {
                Err(later())
            }
            status if status.is_server_error() && !call.changes_something() => Err(later()),
            status if status.is_server_error() => Err(call.lost(format!("status {status}"))),
            status if status.is_success() => match body {
                Ok(body) => Ok(Self { status, body }),
                Err(reason) => Err(call.lost(reason)),
            },
            status => Ok(Self {
                status,
                body: body.unwrap_or_default(),
            }),
        }
    }

    pub(super) fn is_accepted(&self) -> bool {
        self.status.is_success()
    }

    pub(super) fn is_not_found(&self) -> bool {
        self.status == StatusCode::NOT_FOUND
    }

    pub(super) fn is_conflict(&self) -> bool {
        self.status == StatusCode::CONFLICT
    }

    /// Whether it is our key or our account that was refused, not what we asked for.
    pub(super) fn is_about_us(&self) -> bool {
        matches!(
            self.status,
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN
        ) || self.status.is_redirection()
    }

    /// What they said, if they said yes.
    pub(super) fn accepted(self) -> Result<Value, GatewayError> {
        if self.is_accepted() {
            Ok(self.body)
        } else {
            Err(self.refusal())
        }
    }

    /// Their no, in their words.
    pub(super) fn refusal(&self) -> GatewayError {
        let first = |keys: &[&str]| keys.iter().find_map(|key| json::text(&self.body, key));
        let code = first(&["error_code", "error"]);
        let message = first(&["message", "error_message"]);
        GatewayError::Rejected {
            code: code.unwrap_or_else(|| format!("HTTP_{}", self.status.as_u16())),
            message: message.unwrap_or_default(),
        }
    }
}
