//! Faults as the form has them: each a name and one of a few values.

use std::time::Duration;

use crate::integrations::payment::sandbox::faults::Faults;
use crate::integrations::payment::sandbox::faults::RateLimit;
use crate::integrations::payment::sandbox::faults::Refusal;
use crate::integrations::payment::sandbox::faults::RefusalKind;
use crate::wire::sandbox::overview::Fault;
use crate::wire::sandbox::overview::FaultField;

/// The fields in the order of the form.
const FIELDS: &[(&str, Fault)] = &[
    ("delay", Fault::Delay),
    ("refusal", Fault::Refusal),
    ("lost_creation", Fault::LostCreation),
    ("limit", Fault::Limit),
    ("webhook_delay", Fault::WebhookDelay),
    ("twice", Fault::Twice),
    ("expired_after_paid", Fault::ExpiredAfterPaid),
    ("paid_before_answer", Fault::PaidBeforeAnswer),
    ("wrong_token", Fault::WrongToken),
    ("silence", Fault::Silence),
    ("refunds_fail", Fault::RefundsFail),
];

/// What a switch says when it is on.
const ON: &str = "ya";

/// In how long so many calls are answered.
const LIMIT_WINDOW: Duration = Duration::from_mins(1);

/// Every field with the value in force.
pub(super) fn shown(faults: &Faults) -> Vec<FaultField> {
    let field = |(name, fault): &(&'static str, Fault)| FaultField {
        name,
        fault: *fault,
        value: value(*fault, faults),
    };
    FIELDS.iter().map(field).collect()
}

/// What a form asks for. Whatever it does not name goes well.
pub(super) fn chosen(form: &[(String, String)]) -> Faults {
    let mut faults = Faults::default();
    if form.iter().any(|(name, _)| name == "pulihkan") {
        return faults;
    }
    for (name, value) in form {
        if let Some((_, fault)) = FIELDS.iter().find(|(known, _)| known == name) {
            put(*fault, value, &mut faults);
        }
    }
    faults
}

fn put(fault: Fault, value: &str, faults: &mut Faults) {
    let is_known = fault.values().iter().any(|(known, _)| *known == value);
    let on = value == ON;
    let number = || value.parse().unwrap_or(0);
    match fault {
        Fault::Delay if is_known => faults.delay = Duration::from_secs(number().into()),
        Fault::Refusal if is_known => faults.refusal = refusal(value),
        Fault::LostCreation if is_known => faults.lost_creations = number(),
        Fault::Limit if is_known => {
            faults.limit = Some(RateLimit {
                calls: number(),
                window: LIMIT_WINDOW,
            });
        }
        Fault::WebhookDelay if is_known => {
            faults.webhook_delay = Duration::from_secs(number().into());
        }
        Fault::Delay
        | Fault::Refusal
        | Fault::LostCreation
        | Fault::Limit
        | Fault::WebhookDelay => {}
        Fault::Twice => faults.twice = on,
        Fault::ExpiredAfterPaid => faults.expired_after_paid = on,
        Fault::PaidBeforeAnswer => faults.paid_before_answer = on,
        Fault::WrongToken => faults.wrong_token = on,
        Fault::Silence => faults.silence = on,
        Fault::RefundsFail => faults.refunds_fail = on,
    }
}

fn refusal(value: &str) -> Option<Refusal> {
    let (kind, calls) = value.split_once('x').unwrap_or((value, ""));
    let kind = match kind {
        "500" => RefusalKind::Broken,
        "503" => RefusalKind::Unavailable,
        "putus" => RefusalKind::Cut,
        "400" => RefusalKind::Invalid,
        _ => return None,
    };
    let calls = calls.parse().ok();
    Some(Refusal { kind, calls })
}

/// The value that comes closest to what is in force.
fn value(fault: Fault, faults: &Faults) -> &'static str {
    let switched = |on: bool| if on { ON } else { "" };
    let closest = |number: u64| {
        let mut values = fault.values().iter().map(|(value, _)| *value);
        let last = fault.values().last().map_or("", |(value, _)| *value);
        let reaches = |value: &&str| value.parse().is_ok_and(|its: u64| its >= number);
        if number == 0 {
            ""
        } else {
            values.find(reaches).unwrap_or(last)
        }
    };
    match fault {
        Fault::Delay => closest(
            faults
                .delay
                .as_millis()
                .div_ceil(1_000)
                .try_into()
                .unwrap_or(1),
        ),
        Fault::Refusal => match faults.refusal {
            None => "",
            Some(Refusal { kind, calls }) => match (kind, calls) {
                (RefusalKind::Broken, None) => "500",
                (RefusalKind::Broken, Some(1)) => "500x1",
                (RefusalKind::Broken, Some(_)) => "500x3",
                (RefusalKind::Unavailable, _) => "503",
                (RefusalKind::Cut, _) => "putus",
                (RefusalKind::Invalid, None) => "400",
                (RefusalKind::Invalid, Some(_)) => "400x1",
            },
        },
        Fault::LostCreation => closest(faults.lost_creations.into()),
        Fault::Limit => closest(faults.limit.map_or(0, |limit| limit.calls.into())),
        Fault::WebhookDelay => closest(faults.webhook_delay.as_secs()),
        Fault::Twice => switched(faults.twice),
        Fault::ExpiredAfterPaid => switched(faults.expired_after_paid),
        Fault::PaidBeforeAnswer => switched(faults.paid_before_answer),
        Fault::WrongToken => switched(faults.wrong_token),
        Fault::Silence => switched(faults.silence),
        Fault::RefundsFail => switched(faults.refunds_fail),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_of_the_form_is_shown_as_it_was_made() {
        for (name, fault) in FIELDS {
            let switch = [(ON, "")];
            let values = match fault.values() {
                [] => &switch[..],
                values => values,
            };
            for (value, _) in values {
                let form = [((*name).to_owned(), (*value).to_owned())];
                let faults = chosen(&form);
                let shown = shown(&faults);
                for field in shown {
                    let expected = if field.name == *name { *value } else { "" };
                    assert_eq!(field.value, expected, "{} of {form:?}", field.name);
                }
            }
        }
    }

    #[test]
    fn what_the_form_does_not_know_changes_nothing() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let odd = [
            pair("delay", "7"),
            pair("twice", "no"),
            pair("x", "ya"),
            pair("refusal", ""),
        ];
        let all = [pair("twice", "ya"), pair("pulihkan", "ya")];

        assert_eq!(chosen(&odd), Faults::default());
        assert_eq!(chosen(&all), Faults::default());
    }
}
