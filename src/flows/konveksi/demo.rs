//! A workshop to look around in: a few hundred orders over six months, in every status.
//!
//! Everything goes through the same commands as real life, only dated back, so the demo
//! has the same history, audit trail and books as a real workshop.

mod products;
mod script;

use anyhow::Context;
use futures_util::StreamExt;
use futures_util::stream;
use rand::Rng;
use rand::SeedableRng;
use rand::rngs::StdRng;
use tracing::info;
use uuid::Uuid;

use crate::actors::index::OrderIndex;
use crate::actors::order::OrderError;
use crate::actors::order::Submission;
use crate::actors::registry::Orders;
use crate::domain::code::OrderCode;
use crate::domain::ids::Fresh;
use crate::domain::ids::OrderId;
use crate::domain::ids::UserId;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::Command;
use crate::domain::role::By;
use crate::domain::role::Role;
use crate::domain::role::Source;
use crate::domain::time::Span;
use crate::domain::time::Timestamp;
use crate::flows::konveksi::catalogue::Catalogue;
use crate::flows::konveksi::demo::script::Scene;
use crate::flows::konveksi::demo::script::Teller;
use crate::flows::staff::Directory;
use crate::store::Unique;
use crate::store::files::Files;

/// Who may look around.
pub const USERNAME: &str = "admin";
/// With what. Everybody knows it, so it only works on this machine.
pub const PASSWORD: &str = "password123";

/// How many orders the workshop has taken.
const ORDERS: usize = 320;
/// How far back the first one lies.
const DAYS: i64 = 180;
/// How old an order with a design is at most: older ones would only take room.
const DESIGN_DAYS: i64 = 45;
/// How many orders are told side by side.
const TOLD_AT_ONCE: usize = 32;
/// The workshop is the same on every machine.
const SEED: u64 = 2_025;

/// Fills an empty store; leaves any other alone.
///
/// # Errors
///
/// When the store cannot be written, or somebody has an account but no orders exist.
pub async fn fill(
    orders: &Orders,
    index: &OrderIndex,
    catalogue: &Catalogue,
    files: &Files,
    staff: &Directory,
    now: Timestamp,
) -> anyhow::Result<()> {
    if !index.is_empty() {
        info!("the store holds orders already, the demo leaves it alone");
        return Ok(());
    }
    let owner = staff.ensure_first_owner(USERNAME, PASSWORD, now).await?;
    let owner = owner.map_or(UserId(1), |owner| owner.id);
    let mut chance = StdRng::seed_from_u64(SEED);
    let tellers: Vec<Teller> = (0..ORDERS)
        .map(|number| Teller::new(&mut chance, number, ORDERS))
        .collect();
    let stories = tellers.into_iter().zip(0_u64..).map(|(teller, number)| {
        let chance = StdRng::seed_from_u64(SEED.wrapping_mul(31).wrapping_add(number));
        tell((orders, files), teller, owner, now, chance)
    });
    let mut told = stream::iter(stories).buffer_unordered(TOLD_AT_ONCE);
    while let Some(story) = told.next().await {
        story.context("the demo workshop could not be written")?;
    }
    let first = now + Span::days(-DAYS);
    products::show(catalogue, files, owner, first).await?;
    info!(orders = ORDERS, "demo workshop ready");
    Ok(())
}

/// Lives one order's life up to now.
async fn tell(
    (orders, files): (&Orders, &Files),
    teller: Teller,
    owner: UserId,
    now: Timestamp,
    mut chance: StdRng,
) -> Result<(), OrderError> {
    let begun = now + Span::hours(-teller.hours_ago(DAYS));
    let id = OrderId(Uuid::now_v7());
    let mut at = begun;
    let mut scenes = teller.scenes();
    while let Some(Scene {
        after_hours,
        by_customer,
        action,
    }) = scenes.next_for(&mut chance)
    {
        at = at + Span::hours(after_hours);
        if at > now {
            break;
        }
        let present = orders.view(id).await?;
        let Some(mut action) = action.for_order(present.as_deref(), at, &mut chance) else {
            continue;
        };
        if let Action::Create(new) = &mut action
            && now + Span::days(-DESIGN_DAYS) < at
        {
            new.design = products::design(files, id, &new.product_name, at).await?;
        }
        let by = if by_customer {
            By::nobody(Source::Customer)
        } else {
            By::staff(owner, Role::Owner)
        };
        submit(orders, Ask { id, at, by, action }, &mut chance).await?;
    }
    Ok(())
}

struct Ask {
    id: OrderId,
    at: Timestamp,
    by: By,
    action: Action,
}

/// Submits a command; an order code that is taken is drawn again, and a refusal is a scene
/// that this order's life skips.
async fn submit(orders: &Orders, ask: Ask, chance: &mut StdRng) -> Result<(), OrderError> {
    let Ask {
        id,
        at,
        by,
        mut action,
    } = ask;
    loop {
        if let Action::Create(new) = &mut action {
            new.code = code_of(at, chance);
        }
        let command = Command {
            order: id,
            at,
            by,
            expected: None,
            fresh: Fresh::new(Uuid::from_u128(chance.random())),
            action: action.clone(),
        };
        match orders.submit(Submission::of(command)).await {
            Ok(_) | Err(OrderError::Refused(_)) => return Ok(()),
            Err(OrderError::Taken(Unique::OrderCode(_))) => {}
            Err(error) => return Err(error),
        }
    }
}

fn code_of(at: Timestamp, chance: &mut StdRng) -> OrderCode {
    let day = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
    let jakarta = jiff::tz::TimeZone::fixed(jiff::tz::offset(7));
    OrderCode::of(day.to_zoned(jakarta).date(), chance.random(), 3)
}
