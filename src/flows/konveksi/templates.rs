//! The templates there are. So far these are the built-in ones; nobody can write others yet.

use std::sync::Arc;

use crate::domain::ids::TemplateId;
use crate::domain::konveksi::invoice::Kind;
use crate::wire::konveksi::letter::Template;
use crate::wire::konveksi::letter::builtin;
use crate::wire::konveksi::words::message::TemplateKind;

/// All templates. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Templates(Arc<Vec<Template>>);

impl Templates {
    /// The built-in ones.
    #[must_use]
    pub fn builtin() -> Self {
        Self(Arc::new(builtin()))
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[Template] {
        &self.0
    }

    /// The one of that id.
    #[must_use]
    pub fn find(&self, id: TemplateId) -> Option<&Template> {
        self.0.iter().find(|template| template.id == id)
    }

    /// The one that usually asks for the money of such an invoice.
    #[must_use]
    pub fn usual(&self, kind: Kind) -> Option<&Template> {
        let kind = TemplateKind::asking_for(kind.counts_as());
        let mut usable = self.0.iter().filter(|it| it.is_active && it.kind == kind);
        usable.find(|template| template.is_default)
    }
}
