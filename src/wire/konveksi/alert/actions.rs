//! What can be done about an alert: a button's label, and the request behind it.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::ids::AlertId;
use crate::wire::konveksi::alert::About;

/// Something that can be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = AlertAction)]
pub(super) struct Action {
    label: &'static str,
    method: &'static str,
    path: String,
}

impl Action {
    /// To say that somebody has seen it.
    pub(super) fn acknowledge(id: AlertId) -> Self {
        let path = format!("/api/v1/admin/security/alerts/{id}/acknowledge/");
        post("Tandai sudah dilihat", path)
    }
}

/// What can be done about an alert of some kind, the likeliest first.
pub(super) fn of(kind: &str, about: &About) -> Vec<Action> {
    let first: &[Option<Action>] = match kind {
        "money_over" | "money_double" if about.is_owed() => &[],
        "money_over" | "money_double" | "money_refund_due" => &[Some(refund()), move_credit(about)],
        "money_on_cancelled" => &[Some(refund()), move_credit(about), restore(about)],
        "money_short" => &[remind(about)],
        "money_refund_failed" => &[Some(refund())],
        "money_page_refused" => &[renew(about)],
        "money_unmatched" => &[matching(about), Some(strays())],
        "money_delivery_failed" => &[Some(strays())],
        "money_provider_unreachable" => &[Some(health())],
        "system_order_set_aside" => &[release(about)],
        "system_dashboard_drift" => &[Some(numbers())],
        "failed_logins" | "unusual_usage" | "large_upload" | "suspicious_ip" => {
            &[requests(about), Some(sign_ins())]
        }
        _ => &[],
    };
    let last = [look(about), history(about)];
    first.iter().cloned().chain(last).flatten().collect()
}

fn refund() -> Action {
    post("Kembalikan uang", "/api/v1/payment/refund/".to_owned())
}

fn move_credit(about: &About) -> Option<Action> {
    let order = about.order?;
    let path = format!("/api/v1/order/{order}/move-credit/");
    Some(post("Pindahkan ke pesanan lain", path))
}

fn restore(about: &About) -> Option<Action> {
    let order = about.order?;
    Some(post(
        "Pulihkan pesanan",
        format!("/api/v1/order/{order}/restore/"),
    ))
}

fn remind(about: &About) -> Option<Action> {
    let invoice = about.invoice?;
    let path = format!("/api/v1/invoice/{invoice}/send-payment-link/");
    Some(post("Kirim link pembayaran", path))
}

fn renew(about: &About) -> Option<Action> {
    let invoice = about.invoice?;
    let path = format!("/api/v1/admin/invoice/{invoice}/regenerate-payment-link/");
    Some(post("Buat link baru", path))
}

fn matching(about: &About) -> Option<Action> {
    let money = about.unmatched?;
    let path = format!("/api/v1/admin/payments/unmatched/{money}/match/");
    Some(post("Cocokkan dengan tagihan", path))
}

fn release(about: &About) -> Option<Action> {
    let order = about.order?;
    Some(post(
        "Lepaskan pesanan",
        format!("/api/v1/admin/orders/{order}/release/"),
    ))
}

fn strays() -> Action {
    let path = "/api/v1/admin/payments/unmatched/".to_owned();
    get("Lihat pembayaran tak dikenal", path)
}

fn numbers() -> Action {
    let path = "/api/v1/admin/dashboard/stats/".to_owned();
    get("Lihat angka dasbor", path)
}

fn health() -> Action {
    get("Lihat kesehatan sistem", "/api/v1/health/".to_owned())
}

fn requests(about: &About) -> Option<Action> {
    let address = about.address.as_deref()?;
    let path = format!("/api/v1/admin/security/logs/?ip_address={address}");
    Some(get("Lihat permintaannya", path))
}

fn sign_ins() -> Action {
    let path = "/api/v1/auth/sessions/".to_owned();
    get("Lihat siapa yang sedang masuk", path)
}

fn look(about: &About) -> Option<Action> {
    let order = about.order?;
    Some(get("Lihat pesanan", format!("/api/v1/order/{order}/")))
}

fn history(about: &About) -> Option<Action> {
    let order = about.order?;
    Some(get(
        "Lihat riwayat",
        format!("/api/v1/orders/{order}/audit-trail/"),
    ))
}

const fn post(label: &'static str, path: String) -> Action {
    Action {
        label,
        method: "POST",
        path,
    }
}

const fn get(label: &'static str, path: String) -> Action {
    Action {
        label,
        method: "GET",
        path,
    }
}
