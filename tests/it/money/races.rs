//! Two things at once: a link made anew and the old one paid.

use rajut::domain::rupiah::Rupiah;
use rajut::integrations::payment::sandbox::invoice::Payment;
use serde_json::json;

use crate::kit::TestApp;
use crate::kit::rupiah;
use crate::kit::text;
use crate::money::QUIET_MAX;
use crate::money::page_id;
use crate::money::page_of;

/// How many races a run holds, unless `RAJUT_RACES` says otherwise.
const RACES: usize = 1_000;
const HALF: i64 = 3_750_000;

#[expect(
    clippy::disallowed_methods,
    reason = "how long a test takes is no setting"
)]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_link_made_anew_races_its_payment_and_no_rupiah_is_lost() {
    let races = std::env::var("RAJUT_RACES").ok();
    let races = races.map_or(RACES, |races| races.parse().unwrap());
    let app = TestApp::start().await;
    let (mut refused, mut renewed) = (0, 0);
    for race in 0..races {
        let id = app.an_order().await["id"].clone();
        let id = text(&id);
        let order = app.order(id).await;
        let page = page_id(page_of(&order)).to_owned();
        let invoice = text(&order["invoices"][0]["id"]).to_owned();
        let path = format!("/api/v1/admin/invoice/{invoice}/regenerate-payment-link/");
        let provider = app.provider();
        let head_start = std::time::Duration::from_micros(race as u64 % 20 * 150);

        let admin = app.admin();
        let (answer, ()) = tokio::join!(admin.post(&path, json!({})), async {
            tokio::time::sleep(head_start).await;
            assert!(provider.pay(&page, Payment::exact(Rupiah(HALF))).await);
        });
        let mut sent = HALF;
        match answer.status {
            400 => refused += 1,
            200 => {
                renewed += 1;
                // The customer pays the new link too, when there is one.
                let again = app.order(id).await;
                let url = again["invoices"][0]["payment_url"].as_str();
                if let Some(url) = url.filter(|url| page_id(url) != page && race % 2 == 0) {
                    provider
                        .pay(page_id(url), Payment::exact(Rupiah(HALF)))
                        .await;
                    sent += HALF;
                }
            }
            status => panic!("{status}: {}", answer.body),
        }
        assert!(provider.is_quiet_within(QUIET_MAX).await);

        let order = app.order(id).await;
        assert_eq!(rupiah(&order["total_paid"]), sent, "race {race}: {order}");
        assert_eq!(rupiah(&order["remaining"]), 2 * HALF - sent);
    }
    println!("{races} races: {renewed} renewed, {refused} refused because it was paid");
}
