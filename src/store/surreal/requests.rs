//! What was asked of us, in a table whose keys fall as time goes by: the latest come first.

use async_trait::async_trait;
use surrealdb::types::Value;

use super::SurrealStore;
use super::keys;
use super::rows::Row;
use super::values::bound;
use super::values::fields;
use super::values::instant;
use super::values::integer;
use super::values::list;
use super::values::number;
use super::values::or_none;
use super::values::text;
use crate::domain::ids::UserId;
use crate::domain::time::Timestamp;
use crate::store::REQUESTS_SEEN_MAX;
use crate::store::RequestFilter;
use crate::store::RequestRow;
use crate::store::Requests;
use crate::store::StoreError;

const KEEP: &str = "INSERT IGNORE INTO request $rows RETURN NONE";

/// The function around the range makes the limit count while reading.
const PAGE: &str = "LET $seen = (SELECT * FROM array::first([$range]) LIMIT $seen_max);
LET $found = (SELECT * FROM $seen WHERE ($user IS NONE OR user = $user)
    AND ($address IS NONE OR address = $address) AND ($method IS NONE OR method = $method)
    AND ($status IS NONE OR status = $status)
    AND ($path IS NONE OR string::starts_with(path, $path)));
SELECT * FROM $found LIMIT $limit START $offset;
RETURN { count: array::len($found) };";

/// Where the page and the count stand among the answers of [`PAGE`].
const FOUND: usize = 2;
const COUNTED: usize = 3;

/// Which there are is read on its own, so that what is written meanwhile is not met.
const OLD: &str = "SELECT VALUE id FROM array::first([$range]) LIMIT $limit";

#[async_trait]
impl Requests for SurrealStore {
    async fn keep_requests(&self, rows: &[RequestRow]) -> Result<(), StoreError> {
        let rows = list(rows.iter().map(content).collect());
        self.transact(KEEP, bound([("rows", rows)])).await?;
        Ok(())
    }

    async fn requests(
        &self,
        filter: &RequestFilter,
        offset: usize,
        limit: usize,
    ) -> Result<(usize, Vec<RequestRow>), StoreError> {
        let wanted = |text_of: &Option<String>| or_none(text_of.as_deref(), text);
        let parameters = bound([
            ("range", keys::requests(filter.from, filter.before)),
            ("seen_max", number(REQUESTS_SEEN_MAX as u64)),
            ("user", or_none(filter.user, |user| integer(user.0))),
            ("address", wanted(&filter.address)),
            ("method", wanted(&filter.method)),
            ("status", or_none(filter.status, |it| number(it.into()))),
            ("path", wanted(&filter.path)),
            ("offset", number(offset as u64)),
            ("limit", number(limit as u64)),
        ]);
        let mut answers = self.query(PAGE, parameters).await?;
        let page = answers.rows(FOUND)?.into_iter().map(read);
        let page = page.collect::<Result<_, _>>()?;
        Ok((answers.count(COUNTED)?, page))
    }

    async fn forget_requests(&self, before: Timestamp, limit: usize) -> Result<usize, StoreError> {
        let range = keys::requests(None, Some(before));
        let limit = number(limit as u64);
        self.delete_some(OLD, bound([("range", range), ("limit", limit)]))
            .await
    }
}

fn content(row: &RequestRow) -> Value {
    fields([
        ("id", keys::request(row)),
        ("at", instant(row.at)),
        ("address", text(&row.address)),
        ("agent", text(&row.agent)),
        ("path", text(&row.path)),
        ("method", text(row.method.as_ref())),
        ("status", number(row.status.into())),
        ("millis", number(row.millis)),
        ("user", or_none(row.user, |user| integer(user.0))),
        ("code", or_none(row.code.as_deref(), text)),
    ])
}

fn read(mut row: Row) -> Result<RequestRow, StoreError> {
    let status = u16::try_from(row.number("status")?);
    let user = row.has("user").then(|| row.integer("user")).transpose()?;
    let code = row.has("code").then(|| row.text("code")).transpose()?;
    Ok(RequestRow {
        id: row.as_uuid(row.key_part(1)?, "the id in its key")?,
        at: row.instant("at")?,
        address: row.text("address")?,
        agent: row.text("agent")?,
        path: row.text("path")?,
        method: row.text("method")?.into(),
        status: status.map_err(|_| row.unreadable("its status is none"))?,
        millis: row.number("millis")?,
        user: user.map(UserId),
        code,
    })
}
