// What the server says, as far as the panel reads it; `/openapi.json` has the whole contract.

export type Role = "owner" | "admin" | "production" | "viewer";

export type Status =
  | "menunggu_link"
  | "link_dibuat"
  | "dp_dibayar"
  | "pengerjaan_selesai"
  | "menunggu_pelunasan"
  | "lunas"
  | "dibatalkan";

export type Step = "menunggu" | "diproses" | "selesai" | "dikirim";
export type Production = Step | "dibatalkan";

export type Attention =
  | "payment_overdue"
  | "refund_due"
  | "short_payment"
  | "price_unconfirmed"
  | "stuck"
  | "provider_error"
  | "custom";

export type Channel = "whatsapp" | "email" | "both";
export type InvoiceStatus = "belum dibayar" | "sudah dibayar" | "kadaluarsa" | "dibatalkan";
export type InvoiceKind = "dp" | "full" | "pelunasan";

/** An amount of rupiah, as the wire has it: `"7500000.00"`. */
export type Money = string;

export interface User {
  readonly id: number;
  readonly username: string;
  readonly email: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly role: Role | null;
}

export interface Order {
  readonly id: string;
  readonly version: number;
  readonly order_code: string;
  readonly customer_name: string;
  readonly product_name: string;
  readonly quantity: number;
  /** Amounts are absent for whoever may not see them. */
  readonly total_price?: Money;
  readonly total_paid?: Money;
  readonly remaining?: Money;
  readonly credit?: Money;
  readonly refund_due?: Money;
  readonly payment_type: "dp" | "full";
  readonly dp_percent: string | null;
  readonly design?: string | null;
  readonly contact_information?: string;
  readonly customer_phone?: string | null;
  readonly customer_email?: string | null;
  readonly notification_channel?: Channel;
  readonly design_notes?: string;
  readonly is_fully_paid: boolean;
  readonly status_order: Status;
  readonly production_status: Production;
  readonly attention?: readonly Attention[];
  readonly price_confirmed?: boolean;
  readonly created_at: string;
  readonly updated_at: string;
  readonly deleted_at?: string | null;
}

export interface OrderDetail extends Order {
  readonly invoices?: readonly Invoice[];
  readonly payments?: readonly Payment[];
  readonly refunds?: readonly Refund[];
  readonly plans?: readonly Plan[];
}

export interface SavedOrder extends Order {
  readonly message: string;
}

export interface Invoice {
  readonly id: string;
  readonly invoice_code: string;
  readonly order: string;
  readonly order_code: string;
  readonly payment_type: InvoiceKind;
  readonly invoice_amount: Money;
  readonly paid_amount: Money;
  readonly remaining: Money;
  readonly invoice_status: InvoiceStatus;
  readonly payment_url: string | null;
  readonly attempt_status: string | null;
  readonly invoice_created_at: string;
  readonly invoice_expired_at: string | null;
  readonly invoice_paid_at: string | null;
  readonly blast_notification: boolean;
  readonly installment: { readonly number: number; readonly of: number } | null;
  readonly overdue: boolean;
}

export interface Payment {
  readonly id: string;
  readonly order: string;
  readonly order_code: string;
  readonly invoice_code: string | null;
  readonly payment_type: InvoiceKind | null;
  readonly amount: Money;
  readonly refunded_amount: Money;
  readonly status: InvoiceStatus;
  readonly payment_method: string;
  readonly paid_at: string;
  readonly contact_info: string;
  readonly notes: string;
  readonly source: PaymentSource;
  readonly recorded_by: string | null;
}

/** Where a payment comes from; a `verified` one has a slip. */
export type PaymentSource = "xendit" | "manual" | "verified" | "import" | "credit";

/** `original` goes back the way the money came, through the provider. */
export type RefundMethod = "original" | "bank_transfer" | "cash";

export interface Refund {
  readonly id: string;
  readonly payment_id: string;
  readonly amount: Money;
  readonly reason: string;
  readonly refund_method: RefundMethod;
  readonly status: "pending" | "succeeded" | "failed" | "manual";
  readonly created_at: string;
  readonly recorded_by: string | null;
}

export interface Plan {
  readonly id: string;
  readonly status: "active" | "completed" | "cancelled";
  readonly total_amount: Money;
  readonly paid_amount: Money;
  readonly installments: readonly Installment[];
}

/** A part of a plan; it shares its id with its invoice. */
export interface Installment {
  readonly id: string;
  readonly number: number;
  readonly amount: Money;
  readonly due_date: string | null;
  readonly invoice_status: InvoiceStatus;
  readonly overdue: boolean;
}

/** What customers are written, by occasion and channel. */
export interface Template {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly channel: Channel;
  readonly subject: string;
  readonly body: string;
  readonly variables: readonly string[];
  readonly is_active: boolean;
  readonly is_default: boolean;
}

export interface Page<Row> {
  readonly count: number;
  readonly next: string | null;
  readonly previous: string | null;
  readonly results: readonly Row[];
}

export interface OrderPage extends Page<Order> {
  readonly summary: {
    readonly total_revenue?: Money;
    readonly avg_order_value?: Money;
    readonly completion_rate: number;
  };
}

export interface AuditEntry {
  readonly timestamp: string;
  readonly change_type: string;
  readonly previous_status: string | null;
  readonly new_status: string | null;
  readonly trigger_source: string;
  readonly notes: string;
  readonly actor: string | null;
  readonly money_effect?: Money | null;
  readonly version: number;
}

export interface AuditTrail {
  readonly order_code: string;
  readonly audit_trail: readonly AuditEntry[];
}

export interface Alert {
  readonly id: string;
  readonly type: string;
  readonly severity: string;
  readonly message: string;
  readonly count: number;
  readonly last_seen_at: string;
  readonly acknowledged_at: string | null;
  readonly details: {
    readonly order_id: string | null;
    readonly order_code?: string;
    readonly actions: readonly AlertAction[];
  };
}

export interface AlertAction {
  readonly label: string;
  readonly method: "GET" | "POST";
  readonly path: string;
}

export interface Unmatched {
  readonly id: string;
  readonly external_id: string;
  readonly amount: Money;
  readonly payment_method: string | null;
  readonly payer: string | null;
  readonly paid_at: string;
}

export interface Statistics {
  readonly total_orders: number;
  readonly total_revenue: Money;
  readonly pending_orders: number;
  readonly completed_orders: number;
  readonly monthly_growth: number;
  readonly recent_orders: readonly {
    readonly order_code: string;
    readonly customer_name: string;
    readonly total_price: Money;
    readonly status: Status;
    readonly created_at: string;
  }[];
  readonly revenue_chart: readonly { readonly month: string; readonly revenue: Money }[];
  readonly status_distribution: Readonly<Record<Status, number>>;
}

export interface Product {
  readonly id: string;
  readonly nama: string;
  readonly deskripsi: string;
  readonly kategori: string;
  readonly harga: Money;
  readonly gambar: string | null;
  readonly is_active: boolean;
  readonly version: number;
}

export interface StaffAccount {
  readonly id: number;
  readonly username: string;
  readonly email: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly role: Role | null;
  readonly is_active: boolean;
  readonly created_at: string;
  readonly last_login: string | null;
}

export interface SignIn {
  readonly id: string;
  readonly user: string | null;
  readonly last_seen_at: string;
  readonly ip_address: string;
  readonly user_agent: string;
  readonly current: boolean;
}

export interface Health {
  readonly status: "healthy" | "degraded" | "unhealthy";
  readonly version: string;
  readonly uptime: string;
  readonly providers: Readonly<Record<"payment" | "whatsapp" | "email", "sandbox" | "live">>;
}

export interface BulkRow {
  readonly order_id: string;
  readonly order_code: string | null;
  readonly success: boolean;
  readonly order?: Order;
  readonly error?: string;
}

export interface BulkDone {
  readonly message: string;
  readonly updated: number;
  readonly failed: number;
  readonly results: readonly BulkRow[];
}

export interface Viewer {
  readonly user_id: number;
  readonly name: string;
}
