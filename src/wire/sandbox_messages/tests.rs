//! The page as a browser gets it.

use super::*;

fn html(messages: &[Shown<'_>]) -> String {
    let zone = BusinessZone::named("Asia/Jakarta").unwrap();
    page(messages.iter().copied(), 200, &zone)
}

fn a_message<'a>(channel: Channel, to: &'a str, body: &'a str) -> Shown<'a> {
    Shown {
        channel,
        to,
        subject: "Pelunasan <b>",
        body,
        at: "2024-12-31T16:59:00Z".parse().unwrap(),
    }
}

#[test]
fn the_page_says_that_nothing_was_sent() {
    for page in [
        html(&[]),
        html(&[a_message(Channel::Whatsapp, "+6281234567890", "Halo")]),
    ] {
        assert!(page.contains("SANDBOX"));
        assert!(page.contains("Pelanggan tidak menerima apa pun."));
    }
}

#[test]
fn a_message_is_shown_with_its_time_and_its_links() {
    let body = "Halo,\nbayar di https://pay.example/1";
    let page = html(&[a_message(Channel::Whatsapp, "+6281234567890", body)]);

    assert!(page.contains("+6281234567890"));
    assert!(page.contains("31/12/2024 23:59 WIB"));
    assert!(page.contains("Halo,\nbayar di <a href=\"https://pay.example/1\""));
    assert!(!page.contains("Pelunasan"), "only mail has a subject");
}

#[test]
fn what_people_typed_is_no_markup() {
    let page = html(&[a_message(
        Channel::Email,
        "\"<i>\"@example.com",
        "</div><script>alert(1)</script>",
    )]);

    assert!(!page.contains("<script"));
    assert!(!page.contains("<i>"));
    assert!(!page.contains("<b>"));
    assert!(page.contains("&lt;/div&gt;&lt;script&gt;"));
}
