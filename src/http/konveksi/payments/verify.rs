//! `/api/v1/payment/verify-manual`: a transfer that staff checked against the bank's slip,
//! and the slip itself.

use axum::body::Body;
use axum::extract::Request;
use axum::extract::State;
use axum::http::HeaderName;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::http::header::CONTENT_DISPOSITION;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::http::header::CONTENT_TYPE;
use axum::http::header::X_CONTENT_TYPE_OPTIONS;
use axum::response::IntoResponse;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::Manager;
use crate::access::SeesMoney;
use crate::access::Staff;
use crate::actors::order::Answer;
use crate::actors::order::OrderError;
use crate::app::App;
use crate::domain::ids::FileId;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::OrderId;
use crate::domain::ids::PaymentId;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::Refusal;
use crate::domain::konveksi::command::Receipt;
use crate::domain::konveksi::fields;
use crate::domain::konveksi::payment::PaymentSource;
use crate::domain::konveksi::payment::Slip;
use crate::domain::media::Media;
use crate::domain::media::place::FileKind;
use crate::domain::role::By;
use crate::domain::rupiah::Rupiah;
use crate::flows::konveksi::slip;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::form::Form;
use crate::http::konveksi::form::days::When;
use crate::http::konveksi::path::IdPath;
use crate::http::konveksi::payments::Method;
use crate::http::konveksi::payments::change::no_such_payment;
use crate::http::konveksi::payments::change::order_of;
use crate::http::konveksi::payments::recorded::Recorded;
use crate::http::konveksi::payments::recorded::payment;
use crate::http::konveksi::reader;
use crate::http::konveksi::upload;
use crate::http::konveksi::upload::Received;
use crate::http::konveksi::upload::Wanted;
use crate::http::konveksi::write::Write;
use crate::store::files::FileRow;
use crate::wire::konveksi::flaws::Flaw;
use crate::wire::konveksi::sentences;
use crate::wire::konveksi::verification::VerificationView;
use crate::wire::konveksi::words::Word;

/// The bank's slip.
const SLIP: Wanted = Wanted {
    field: "bank_statement",
    kind: FileKind::Slip,
    bytes_max: 10 * 1024 * 1024,
    media: &Media::PAPERS,
};

/// Characters in the name of a bank.
pub(super) const BANK_CHARS_MAX: usize = 100;

/// What a slip is shown with: nothing in it runs, nobody keeps it.
const SAFE: [(HeaderName, HeaderValue); 3] = [
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; sandbox"),
    ),
    (CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
];

/// Records a transfer with the slip that proves it. A slip proves one payment.
pub(super) async fn verify(
    State(app): State<App>,
    Manager(staff): Manager,
    request: Request,
) -> Result<Response, Response> {
    let (write, file) = upload::read(request, &app, SLIP).await?;
    let answered = async {
        let checked = read(write.form(), file, &app)?;
        let order = app.index.order_of_invoice(checked.receipt.invoice);
        let order = order.ok_or_else(|| OrderError::refused(Refusal::NoInvoice, None))?;
        let Checked { receipt, file } = checked;
        let (invoice, by) = (receipt.invoice, By::staff(staff.user, staff.role));
        let file = file.kept(order, &app);
        let action = Action::Receive(Box::new(receipt));
        let submission = write.submission(&app, by, order, action);
        let story = slip::record(&app.orders, &app.files, file, submission);
        let answer = write.once(&app, reader(&app, staff.role), story).await?;
        answer_with(&app, &staff, write, &answer, invoice)
    };
    answered.await.map_err(IntoResponse::into_response)
}

fn answer_with(
    app: &App,
    staff: &Staff,
    write: Write,
    answer: &Answer,
    invoice: InvoiceId,
) -> Result<Response, ApiError> {
    let reader = reader(app, staff.role);
    let name = |user| app.name_of(user);
    let order = &*answer.order;
    let payment = payment(order, invoice, answer.event.as_deref());
    let verification =
        payment.and_then(|it| VerificationView::of(order, it, &app.public_url, &name));
    let view = Verified {
        recorded: Recorded::of(answer, invoice, reader, &name),
        verification,
    };
    write.answer(app, StatusCode::CREATED, order.version, &view)
}

/// Shows the slip of a payment.
pub(super) async fn show(
    State(app): State<App>,
    SeesMoney(_): SeesMoney,
    IdPath(id): IdPath<PaymentId>,
) -> Result<Response, ApiError> {
    let order = app.orders.view(order_of(&app, id)?).await?;
    let payment = order.as_ref().and_then(|order| order.payment(id));
    let slip = payment.and_then(|payment| payment.slip.as_ref());
    let slip = slip.ok_or_else(no_such_payment)?;
    let file = app.files.get(slip.file).await.map_err(OrderError::from)?;
    let file = file.ok_or_else(ApiError::not_found)?;
    let media = Media::declared(&file.media_type);
    let kind = media.map_or("application/octet-stream", Media::media_type);
    let shown = media.is_some_and(Media::is_image);
    let how = if shown { "inline" } else { "attachment" };
    let end = media.map_or("bin", Media::extension);
    let name = format!("{how}; filename=\"bukti-transfer-{id}.{end}\"");
    let name = HeaderValue::try_from(name).map_err(|error| ApiError::Internal(error.into()))?;
    let about = [
        (CONTENT_TYPE, HeaderValue::from_static(kind)),
        (CONTENT_DISPOSITION, name),
    ];
    Ok((about, SAFE, Body::from(file.bytes)).into_response())
}

/// A payment with what it was for, and how it was checked.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = VerifiedPayment)]
pub(super) struct Verified<'a> {
    #[serde(flatten)]
    recorded: Recorded<'a>,
    verification: Option<VerificationView<'a>>,
}

/// A request in which everything is as it should be.
struct Checked {
    receipt: Receipt,
    file: CheckedFile,
}

struct CheckedFile {
    id: FileId,
    media: Media,
    received: Received,
}

impl CheckedFile {
    fn kept(self, order: OrderId, app: &App) -> FileRow {
        FileRow {
            id: self.id,
            kind: SLIP.kind,
            media_type: self.media.media_type().to_owned(),
            name: self.received.name,
            digest: self.received.digest,
            owner: Some(order),
            at: app.clock.now(),
            bytes: self.received.bytes,
        }
    }
}

fn read(mut form: Form<'_>, file: Option<Received>, app: &App) -> Result<Checked, ApiError> {
    for name in [
        "invoice_id",
        "transfer_amount",
        "transfer_date",
        "bank_name",
        "account_name",
    ] {
        form.require(name);
    }
    let file = match file.map(|received| (received.media(SLIP), received)) {
        None => {
            form.flaw(SLIP.field, &Flaw::Required);
            None
        }
        Some((Err(flaw), _)) => {
            form.flaw(SLIP.field, &flaw);
            None
        }
        Some((Ok(media), received)) => Some(CheckedFile {
            // Its whole id is chance: whoever does not know it cannot guess it.
            id: FileId(Uuid::new_v4()),
            media,
            received,
        }),
    };
    let invoice = form.id("invoice_id");
    let amount = form.amount("transfer_amount", Rupiah(1)..=Rupiah::MAX);
    let paid_at = form.when("transfer_date").map(|when| match when {
        When::On(day) => app.zone.start_of(day),
        When::At(at) => at,
    });
    if paid_at.is_some_and(|at| at > app.clock.now()) {
        form.complain(
            "transfer_date",
            &sentences::refusal(&Refusal::FuturePayment),
        );
    }
    let bank = form.line("bank_name", 1..=BANK_CHARS_MAX);
    let contact = form.line("account_name", 1..=fields::CONTACT_CHARS_MAX);
    let notes = form.prose("notes", fields::NOTE_CHARS_MAX);
    let whole = || {
        let file = file?;
        let slip = Slip {
            file: file.id,
            digest: file.received.digest.clone(),
            bank: bank?,
        };
        let receipt = Receipt {
            amount: amount?,
            source: PaymentSource::Verified,
            invoice: invoice?,
            attempt: None,
            method: Method::BankTransfer.word().to_owned(),
            paid_at: paid_at?,
            provider_id: None,
            contact: contact?,
            notes: notes.unwrap_or_default(),
            slip: Some(slip),
        };
        Some(Checked { receipt, file })
    };
    let whole = whole();
    form.finish_whole(whole)
}
