//! What an account may do on each surface.

use std::collections::BTreeMap;

use crate::domain::role::Role;
use crate::domain::role::Surface;

const SURFACES: [Surface; 3] = [Surface::Konveksi, Surface::Shop, Surface::Ftth];

/// At most one role on each surface.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Roles([Option<Role>; SURFACES.len()]);

impl Roles {
    /// One role on one surface.
    #[must_use]
    pub fn only(surface: Surface, role: Role) -> Self {
        Self::default().with(surface, role)
    }

    /// The same role on every surface there is.
    #[must_use]
    pub const fn everywhere(role: Role) -> Self {
        Self([Some(role); SURFACES.len()])
    }

    /// These roles, and another one.
    #[must_use]
    pub fn with(mut self, surface: Surface, role: Role) -> Self {
        self.0[place(surface)] = Some(role);
        self
    }

    /// The role on a surface, if there is one.
    #[must_use]
    pub const fn on(self, surface: Surface) -> Option<Role> {
        self.0[place(surface)]
    }

    /// The surfaces where there is one.
    pub fn surfaces(self) -> impl Iterator<Item = Surface> {
        SURFACES
            .into_iter()
            .filter(move |surface| self.on(*surface).is_some())
    }

    /// Reads the words of a stored account. A word we do not know grants nothing.
    #[must_use]
    pub fn of_words(words: &BTreeMap<String, String>) -> Self {
        let mut roles = Self::default();
        for surface in SURFACES {
            let word = words.get(surface_word(surface)).map(String::as_str);
            roles.0[place(surface)] = word.and_then(Role::from_word);
        }
        roles
    }

    /// The words to store.
    #[must_use]
    pub fn words(self) -> BTreeMap<String, String> {
        let named = |surface| {
            let role = self.on(surface)?;
            Some((surface_word(surface).to_owned(), role.word().to_owned()))
        };
        SURFACES.into_iter().filter_map(named).collect()
    }
}

/// The name of a surface in tokens, in the store and on the wire.
#[must_use]
pub const fn surface_word(surface: Surface) -> &'static str {
    match surface {
        Surface::Konveksi => "konveksi",
        Surface::Shop => "shop",
        Surface::Ftth => "ftth",
    }
}

const fn place(surface: Surface) -> usize {
    match surface {
        Surface::Konveksi => 0,
        Surface::Shop => 1,
        Surface::Ftth => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_read_back_as_they_were_stored() {
        let roles =
            Roles::only(Surface::Konveksi, Role::Production).with(Surface::Ftth, Role::Viewer);

        assert_eq!(Roles::of_words(&roles.words()), roles);
        assert_eq!(
            roles.surfaces().collect::<Vec<_>>(),
            [Surface::Konveksi, Surface::Ftth]
        );
        assert_eq!(roles.on(Surface::Shop), None);
    }

    #[test]
    fn a_word_we_do_not_know_grants_nothing() {
        let words = BTreeMap::from([
            ("konveksi".to_owned(), "root".to_owned()),
            ("kantin".to_owned(), "owner".to_owned()),
        ]);

        assert_eq!(Roles::of_words(&words), Roles::default());
    }
}
