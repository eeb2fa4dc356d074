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

export function words(): typeof id {
  return document.documentElement.lang === "en" ? en : id;
}
