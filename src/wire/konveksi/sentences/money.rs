//! What we say about money that came, moved or went.

/// Credit moved to another order.
pub const CREDIT_MOVED: &str = "Kelebihan pembayaran dipindahkan.";
/// An order is paid in instalments from now on.
pub const PLAN_MADE: &str = "Rencana cicilan dibuat.";
/// An order that was set aside may be changed again.
pub const ORDER_RELEASED: &str = "Pesanan dilepaskan dan dapat diubah lagi.";
/// An order was not set aside.
pub const ORDER_NOT_SET_ASIDE: &str = "Pesanan ini tidak sedang ditangguhkan.";
/// Staff give money back themselves.
pub const REFUND_RECORDED: &str =
    "Pengembalian tercatat. Pastikan dananya sudah diserahkan kepada pelanggan.";
/// The provider was asked to pay money back.
pub const REFUND_ON_ITS_WAY: &str = "Pengembalian diteruskan ke penyedia pembayaran.";
/// A refund that needs nothing more.
pub const REFUND_ENDED: &str = "Pengembalian ini sudah selesai diproses.";

/// What is receipted, and this is not.
pub const NO_RECEIPT: &str = "Kwitansi hanya untuk uang yang masuk dan tidak dibatalkan.";
