//! Who may do what: the roles of staff, and who stands behind a command.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::ids::UserId;

/// A part of the server with its own paths, staff roles and customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Surface {
    /// Garment orders.
    Konveksi,
    /// The storefront.
    Shop,
    /// Internet subscriptions.
    Ftth,
}

/// What a staff member may do on a surface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything, users and secrets included.
    Owner,
    /// Every business action.
    Admin,
    /// Production steps and notes; sees no money.
    Production,
    /// Reads, changes nothing.
    Viewer,
}

impl Role {
    /// Every role, from the mightiest.
    pub const ALL: [Self; 4] = [Self::Owner, Self::Admin, Self::Production, Self::Viewer];

    /// The role's name on the wire and on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Production => "production",
            Self::Viewer => "viewer",
        }
    }

    /// The role of that name.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }

    /// Whether it may take business decisions: prices, links, money, cancelling.
    #[must_use]
    pub const fn manages(self) -> bool {
        matches!(self, Self::Owner | Self::Admin)
    }

    /// Whether it may move production and write notes.
    #[must_use]
    pub const fn works(self) -> bool {
        matches!(self, Self::Owner | Self::Admin | Self::Production)
    }

    /// Whether amounts may be shown to it.
    #[must_use]
    pub const fn sees_money(self) -> bool {
        !matches!(self, Self::Production)
    }
}

/// Where a command came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A signed-in staff member.
    Staff,
    /// A visitor, without signing in.
    Customer,
    /// A provider's webhook or answer.
    Provider,
    /// Our own jobs.
    System,
    /// A rule staff wrote.
    Automation,
    /// A file staff brought.
    Import,
}

/// Who stands behind a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct By {
    /// Where it came from.
    pub source: Source,
    /// The account, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<UserId>,
    /// The account's role when it acted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
}

impl By {
    /// A staff member.
    #[must_use]
    pub const fn staff(user: UserId, role: Role) -> Self {
        Self {
            source: Source::Staff,
            user: Some(user),
            role: Some(role),
        }
    }

    /// Anyone without an account: a visitor, a provider, a job.
    #[must_use]
    pub const fn nobody(source: Source) -> Self {
        Self {
            source,
            user: None,
            role: None,
        }
    }

    /// Whether business decisions are theirs to take.
    ///
    /// What visitors may ask for is decided at the edge; a command of theirs that
    /// reaches the domain is one they may give.
    #[must_use]
    pub fn manages(self) -> bool {
        self.role.is_none_or(Role::manages)
    }

    /// Whether production and notes are theirs to touch.
    #[must_use]
    pub fn works(self) -> bool {
        self.role.is_none_or(Role::works)
    }

    /// Whether a person of the business decided this, so that a price counts as seen.
    #[must_use]
    pub fn is_staff(self) -> bool {
        self.role.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_production_sees_no_money_and_only_two_manage() {
        let blind: Vec<_> = Role::ALL
            .into_iter()
            .filter(|role| !role.sees_money())
            .collect();
        let managing: Vec<_> = Role::ALL
            .into_iter()
            .filter(|role| role.manages())
            .collect();

        assert_eq!(blind, [Role::Production]);
        assert_eq!(managing, [Role::Owner, Role::Admin]);
        assert_eq!(Role::from_word("viewer"), Some(Role::Viewer));
        assert_eq!(Role::from_word("root"), None);
    }
}
