// What the server says, in English. It speaks Indonesian; most of what it says has no code of
// its own, so its sentences are known here by heart. `{}` stands for whatever it puts there; a
// test holds them against the server's own.

/** Sentences beside a field, and those about a deed as a whole. */
export const SENTENCES: Readonly<Record<string, string>> = {
  "Wajib diisi.": "This is required.",
  "Harus berupa bilangan bulat.": "This must be a whole number.",
  "Harus berupa angka tanpa pemisah ribuan, misalnya {}.": "This must be a number, for example {}.",
  "Angkanya di luar jangkauan.": "This number is out of range.",
  "Paling banyak {} karakter.": "At most {} characters.",
  "Panjangnya {} sampai {} karakter.": "Between {} and {} characters.",
  "Harus antara {} dan {}.": "This must be between {} and {}.",
  "Harus antara {}% dan {}%.": "This must be between {}% and {}%.",
  "Pilihan yang tersedia: {}.": "Choose one of: {}.",
  "Berkas harus berupa {} yang utuh.": "The file must be a whole {}.",
  "Isi berkas tidak sesuai dengan jenisnya.": "The file is not what its type says.",
  "Waktu tidak terbaca. Pakai format {}": "This is no time that can be read.",
  "Tanggal tidak terbaca. Pakai format {}": "This is no date that can be read.",
  "Nomor telepon tidak dikenali, misalnya {}.": "This is no telephone number, for example {}.",
  "Alamat email tidak dikenali, misalnya {}.": "This is no email address, for example {}.",
  "Isi dengan nomor telepon, alamat email, atau keduanya.": "Enter a telephone number, an email address, or both.",
  "Awal rentang tidak boleh melewati akhirnya.": "The range ends before it begins.",

  "Tuliskan alasannya di sini.": "Write the reason here.",
  "Persentase DP wajib diisi untuk pembayaran dp.": "A deposit needs its share in percent.",
  "Kontak pelanggan belum dapat dihubungi lewat saluran ini.": "The customer cannot be reached this way.",
  "Waktu pembayaran tidak boleh di masa depan.": "The payment cannot be in the future.",
  "Nominal harus lebih dari nol.": "The amount must be more than nothing.",
  "Pilih pesanan lain sebagai tujuan.": "Choose another order.",
  "Paling banyak {} yang dapat dikembalikan.": "At most {} can be refunded.",
  "Paling banyak {} yang dapat dipindahkan.": "At most {} can be moved.",
  "Jumlah seluruh cicilan harus tepat {}.": "The instalments must add up to exactly {}.",
  "Cicilan berisi 2 sampai 24 bagian di atas nol, dengan jatuh tempo di masa depan yang berurutan.":
    "A plan has 2 to 24 instalments of more than nothing, due in the future, one after the other.",
  "Batas waktu harus di masa depan; cicilan tidak punya batas waktu.": "The end must be in the future; instalments have none.",

  "Nama pengguna atau kata sandi tidak cocok.": "Username or password is wrong.",
  "Nama pengguna ini sudah dipakai.": "This username is taken.",
  "Alamat email ini sudah dipakai akun lain.": "Another account has this email address.",
  "Kata sandi lama tidak cocok.": "The old password is wrong.",
  "Terlalu banyak percobaan dengan kata sandi yang salah. Coba lagi dalam {} detik.": "Too many wrong passwords. Try again in {} seconds.",
  "Terlalu banyak percobaan dengan kata sandi yang salah. Coba lagi dalam {} menit.": "Too many wrong passwords. Try again in {} minutes.",
  "Server tidak dapat dihubungi. Periksa koneksi, lalu coba lagi.": "The server cannot be reached. Check the connection, then try again.",
  "Terjadi kesalahan di server. Coba lagi sebentar.": "Something went wrong on the server. Try again in a moment.",
};

/** What a refusal means whose sentence is not known: its `error_code`. */
export const CODES: Readonly<Record<string, string>> = {
  VALIDATION_ERROR: "Something was not filled in correctly.",
  NOT_FOUND: "It is not there, or not there any more.",
  PERMISSION_DENIED: "Your role does not allow this.",
  NOT_AUTHENTICATED: "You are not signed in any more.",
  CSRF_FAILED: "Reload the page, then try again.",
  RATE_LIMITED: "Too many requests. Try again in a moment.",
  PAYLOAD_TOO_LARGE: "The file is too large.",
  VERSION_MISMATCH: "Somebody else changed this first. Look at the newest, then try again.",
  ILLEGAL_TRANSITION: "This cannot be done while it stands as it does.",
  MONEY_UNDECIDED: "Money was paid: say whether it goes back or is kept.",
  ALREADY_EXISTS: "It is there already.",
  ALREADY_RECORDED: "This payment was recorded before.",
  ALREADY_REVERSED: "This payment was reversed before.",
  SLIP_USED: "This transfer slip was used before. Check the file.",
  HAS_MONEY: "Money was paid once, so it can be cancelled but not deleted.",
  TERMS_FIXED: "The terms cannot change once money was paid.",
  INVOICE_OPEN: "An invoice of this kind is still open.",
  NOTHING_DUE: "There is nothing to ask for.",
  PLAN_ACTIVE: "This order is being paid in instalments.",
  NOT_PAYABLE: "This invoice cannot be paid any more.",
  NOT_MANUAL: "Only payments that staff recorded can be changed.",
  MONEY_LEFT: "Part of this payment went back or was moved.",
  REFUND_UNDER_WAY: "The refund before is still on its way.",
  FINAL_REQUESTED: "The balance was asked for already.",
  NOT_RESTORABLE: "This order cannot be restored: it is not cancelled, or its money went back.",
  IDEMPOTENCY_IN_FLIGHT: "The same request is still under way.",
  BUSY: "Too much is going on here. Try again in a moment.",
  SET_ASIDE: "This order was set aside and cannot be changed now.",
  OUTCOME_UNKNOWN: "It is not known whether this was saved. Look before you try again.",
  UNAVAILABLE: "The store is out of reach. Nothing changed; try again.",
  SEARCH_NOT_READY: "Search is being prepared. Try again in a moment.",
  INTERNAL_ERROR: "Something went wrong on the server. Try again in a moment.",
};

const known = Object.entries(SENTENCES).map(([said, english]) => {
  const parts = said.split("{}").map((part) => part.replace(/[.*+?^$()|[\]\\]/g, "\\$&"));
  return { form: new RegExp(`^${parts.join("(.+?)")}$`), english };
});

/** A sentence of the server in English; as it is where we do not know it. */
export function inEnglish(sentence: string): string | undefined {
  for (const { form, english } of known) {
    const found = form.exec(sentence);
    if (!found) continue;
    const given = found.slice(1);
    return english.replaceAll("{}", () => given.shift() ?? "");
  }
  return undefined;
}
