//! What is said where a page would be.

/// The server was built without its pages.
pub const NOT_BUILT: &str = "<!doctype html>
<html lang=\"id\">
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<title>Halaman belum dibangun</title>
<h1>Halaman belum dibangun</h1>
<p>Server ini berjalan, tetapi dibangun tanpa halamannya. Jalankan <code>make run</code>, atau \
<code>make pages</code> lalu bangun ulang servernya.</p>
<p lang=\"en\">The pages were not built. Run <code>make run</code>, or <code>make pages</code> and \
build the server again.</p>
</html>
";
