//! The fields of a product.

use crate::domain::konveksi::product::DESCRIPTION_CHARS;
use crate::domain::konveksi::product::NAME_CHARS;
use crate::domain::konveksi::product::NewProduct;
use crate::domain::konveksi::product::PRICE;
use crate::domain::konveksi::product::ProductEdit;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::form::Form;
use crate::http::konveksi::upload::PICTURE;
use crate::http::konveksi::upload::kept;
use crate::http::konveksi::upload::kept::NewFile;

/// What a whole product must hold.
const WHOLE: [&str; 4] = ["nama", "deskripsi", "kategori", "harga"];

/// Reads a new product and its picture, or tells everything that is wrong with it.
pub(super) fn new(mut form: Form<'_>, picture: Option<&NewFile>) -> Result<NewProduct, ApiError> {
    require_whole(&mut form);
    let edit = read(&mut form, picture);
    let whole = || {
        Some(NewProduct {
            name: edit.name?,
            description: edit.description?,
            category: edit.category?,
            price: edit.price?,
            picture: edit.picture.applied(None),
            is_active: edit.is_active.unwrap_or(true),
        })
    };
    let whole = whole();
    form.finish_whole(whole)
}

/// Reads a product that takes the place of another; what need not be said stays as it is.
pub(super) fn whole(
    mut form: Form<'_>,
    picture: Option<&NewFile>,
) -> Result<ProductEdit, ApiError> {
    require_whole(&mut form);
    some(form, picture)
}

/// Reads whatever is given.
pub(super) fn some(mut form: Form<'_>, picture: Option<&NewFile>) -> Result<ProductEdit, ApiError> {
    let edit = read(&mut form, picture);
    form.finish(edit)
}

fn require_whole(form: &mut Form<'_>) {
    for name in WHOLE {
        form.require(name);
    }
}

fn read(form: &mut Form<'_>, picture: Option<&NewFile>) -> ProductEdit {
    ProductEdit {
        name: form.line("nama", NAME_CHARS),
        description: form.lines("deskripsi", DESCRIPTION_CHARS),
        category: form.line("kategori", NAME_CHARS),
        price: form.amount("harga", PRICE),
        picture: kept::edit(form, picture, PICTURE),
        is_active: form.flag("is_active"),
    }
}
