//! What every live thing is: it decides a command, and is what its events made of it.

/// Something with a life of its own, changed only by events it decided itself.
pub trait Aggregate: Sized {
    /// What it may be asked.
    type Command;
    /// What happened to it.
    type Event;
    /// Why it will not.
    type Refusal;

    /// Decides what `command` would do to `now`; `None` when it changes nothing.
    ///
    /// Pure: the same state and command give the same answer. `now` is `None` before
    /// the first event.
    ///
    /// # Errors
    ///
    /// When the command is not legal in this state.
    fn decide(
        now: Option<&Self>,
        command: &Self::Command,
    ) -> Result<Option<Self::Event>, Self::Refusal>;

    /// The state as `event` leaves it. Cannot fail: it has already happened.
    fn after(now: Option<&Self>, event: &Self::Event) -> Self;
}
