//! Texts with gaps, filled and refused.

use super::*;

fn values(pairs: &[(&str, Filling)]) -> Fillings {
    let own = |(name, value): &(&str, Filling)| ((*name).to_owned(), value.clone());
    pairs.iter().map(own).collect()
}

fn text(text: &str) -> Filling {
    Filling::Text(text.to_owned())
}

#[test]
fn gaps_and_conditions_are_filled() {
    let values = values(&[
        ("name", text("Budi")),
        ("empty", text("")),
        ("yes", Filling::Flag(true)),
        ("no", Filling::Flag(false)),
    ]);
    for (given, expected) in [
        ("", ""),
        ("tanpa celah", "tanpa celah"),
        ("Halo {{name}}!", "Halo Budi!"),
        ("{{ name }}{{name}}", "BudiBudi"),
        ("{ {name} } }}", "{ {name} } }}"),
        ("{{#if name}}ada{{/if}}", "ada"),
        ("{{#if  name }}ada{{/if}}", "ada"),
        ("{{#if empty}}ada{{else}}kosong{{/if}}", "kosong"),
        ("{{#if gone}}ada{{/if}}.", "."),
        (
            "{{#if yes}}{{#if no}}a{{else}}b{{/if}}{{else}}c{{/if}}",
            "b",
        ),
        ("{{yes}} {{no}}", "ya tidak"),
        ("{{#if gone}}{{gone}}{{else}}aman{{/if}}", "aman"),
    ] {
        let filled = Gapped::parse(given).unwrap().fill(&values);
        assert_eq!(filled.text, expected, "{given}");
        assert_eq!(filled.missing, BTreeSet::new(), "{given}");
    }
}

#[test]
fn a_gap_that_nothing_is_known_for_stays_and_is_named() {
    let gapped = Gapped::parse("{{a}} {{ b }} {{#if c}}{{d}}{{/if}}").unwrap();

    let filled = gapped.fill(&values(&[("a", text("1"))]));

    assert_eq!(filled.text, "1 {{b}} ");
    assert_eq!(filled.missing, BTreeSet::from(["b".to_owned()]));
    assert_eq!(filled.used, BTreeSet::from(["a".to_owned()]));
    assert_eq!(gapped.names(), ["a", "b", "c", "d"]);
}

#[test]
fn a_value_is_never_read_as_text_with_gaps() {
    let values = values(&[
        ("name", text("{{code}} {{#if code}}")),
        ("code", text("ORD-1")),
    ]);

    let filled = Gapped::parse("{{name}}/{{code}}").unwrap().fill(&values);

    assert_eq!(filled.text, "{{code}} {{#if code}}/ORD-1");
    assert_eq!(filled.missing, BTreeSet::new());
}

#[test]
fn braces_that_make_no_sense_are_refused_with_their_line() {
    use GapFlawKind::Endless;
    use GapFlawKind::Stray;
    use GapFlawKind::TooDeep;
    use GapFlawKind::Unclosed;
    use GapFlawKind::Unreadable;
    let deep = "{{#if a}}".repeat(DEPTH_MAX + 1);
    let long = format!("{{{{{}}}}}", "a".repeat(NAME_CHARS_MAX + 1));
    for (given, line, kind) in [
        ("a\nb {{name", 2, Unclosed),
        ("{{}}", 1, Unreadable),
        ("{{{name}}}", 1, Unreadable),
        ("{{na me}}", 1, Unreadable),
        ("\n{{#each items}}", 2, Unreadable),
        ("{{> part}}", 1, Unreadable),
        ("{{#if}}", 1, Unreadable),
        (long.as_str(), 1, Unreadable),
        ("{{else}}", 1, Stray),
        ("{{/if}}", 1, Stray),
        ("{{#if a}}\n{{else}}\n{{else}}{{/if}}", 3, Stray),
        ("\n{{#if a}}\n\n", 2, Endless),
        (deep.as_str(), 1, TooDeep),
    ] {
        assert_eq!(Gapped::parse(given), Err(GapFlaw { line, kind }), "{given}");
    }
}
