// What the scripts of these pages say; everything else comes from the server.

const id = {
  live: "Langsung",
  away: "Menyambung…",
  updated: "Baru saja diperbarui.",
  needed: "Bagian ini perlu diisi.",
  choose: "Pilih salah satu.",
  quantity: "Isi angka dari 1 sampai 10.000.",
  tooDear: "Jumlah ini terlalu besar untuk satu pesanan.",
  price: "Isi harganya dalam rupiah, misalnya 1500000.",
  tooLarge: "Berkas ini lebih besar dari 10 MB.",
  kind: "Hanya JPG, PNG, atau PDF.",
  check: "Ada isian yang perlu diperbaiki.",
  sending: "Mengirim…",
  sent: "Pesanan diterima. Membuka halaman pesanan…",
  failed: "Pesanan belum terkirim. Periksa koneksi, lalu coba lagi.",
  often: "Terlalu banyak pesanan dari jaringan ini. Coba lagi nanti.",
};

const en: typeof id = {
  live: "Live",
  away: "Reconnecting…",
  updated: "Updated just now.",
  needed: "Please fill this in.",
  choose: "Please choose one.",
  quantity: "Enter a number from 1 to 10,000.",
  tooDear: "This is too much for one order.",
  price: "Enter the price in rupiah, such as 1500000.",
  tooLarge: "This file is larger than 10 MB.",
  kind: "Only JPG, PNG or PDF.",
  check: "Some fields need another look.",
  sending: "Sending…",
  sent: "Order received. Opening its page…",
  failed: "The order was not sent. Check your connection and try again.",
  often: "Too many orders from this network. Please try again later.",
};

/** What the server says about a field is Indonesian; in English it is said here. */
const flaws: Readonly<Record<string, string>> = {
  customer_name: "This name is too short or too long.",
  contact_information: "Enter a WhatsApp number such as 0812-3456-7890, or an e-mail address.",
  product_name: en.choose,
  quantity: en.quantity,
  total_price: en.price,
  payment_type: en.choose,
  design_notes: "This text is too long.",
  design: "This file cannot be read as JPG, PNG or PDF.",
};

/** Why the server took no order, by its codes. */
const refusals: Readonly<Record<string, string>> = {
  PAYLOAD_TOO_LARGE: en.tooLarge,
  BUSY: "Too many orders arrive right now. Please try again in a moment.",
  PERMISSION_DENIED: "We take no orders here at the moment. Please write to us.",
  IDEMPOTENCY_MISMATCH: "This order was sent before. Reload the page to place another one.",
  IDEMPOTENCY_IN_FLIGHT: "This order is being sent already. Please wait a moment.",
};

function isEnglish(): boolean {
  return document.documentElement.lang === "en";
}

export function words(): typeof id {
  return isEnglish() ? en : id;
}

/** What is wrong with a field, in the language of the page. */
export function flaw(field: string, said: string): string {
  return isEnglish() ? (flaws[field] ?? "Please check this.") : said;
}

/** Why no order was taken, in the language of the page. */
export function refusal(code: string | undefined, said: string | undefined): string {
  return (isEnglish() ? refusals[code ?? ""] : said) ?? words().failed;
}
