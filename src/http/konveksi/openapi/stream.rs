//! What the stream of changes is asked and answers. It is served beside the sockets, which
//! the contract has no words for.

use serde_json::json;

use crate::http::openapi::field::bare;
use crate::http::openapi::operation::Operation;
use crate::http::openapi::operation::Who;
use crate::http::openapi::operation::get;

/// Where it is served.
pub(super) const PATH: &str = "/api/v1/stream/orders/";

pub(super) fn operations() -> Vec<Operation> {
    let since = bare("since", json!({ "type": "string" }));
    vec![
        get(PATH, "Ikuti perubahan pesanan")
            .by(Who::Staff)
            .says(
                "Isi yang sama dengan `/ws/orders/`, untuk jaringan yang memutus soket: \
                 Server-Sent Events, tak berujung. `Last-Event-ID` melanjutkan yang terputus.",
            )
            .query([since.about("The `X-Feed-Cursor` of a list, or the cursor of a frame.")])
            .answers_as(200, &["text/event-stream"]),
    ]
}
