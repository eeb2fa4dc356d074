//! The tree of a paper's parts, as a file has it: every part knows what was drawn of it on
//! which page, and every page to which parts what is drawn there belongs.

use pdf_writer::Finish;
use pdf_writer::Name;
use pdf_writer::Pdf;
use pdf_writer::Ref;
use pdf_writer::Str;
use pdf_writer::TextStr;
use pdf_writer::types::ActionType;
use pdf_writer::types::AnnotationType;
use pdf_writer::types::TableHeaderScope;
use pdf_writer::writers::Annotation;
use pdf_writer::writers::StructElement;
use pdf_writer::writers::StructTreeRoot;

use super::Drawn;
use super::Numbers;
use crate::print::tree::Held;
use crate::print::tree::Part;
use crate::print::tree::Role;
use crate::print::tree::Tree;

/// Writes the tree, and the links it holds.
pub(super) fn write(pdf: &mut Pdf, root: Ref, tree: &Tree, pages: &[Drawn], numbers: &mut Numbers) {
    let ids: Vec<_> = tree.parts.iter().map(|_| numbers.next()).collect();
    // To whom what is drawn belongs: the pages first, by their numbers, then each link.
    let mut owners = Vec::new();
    for page in 0..pages.len() {
        let owner = numbers.next();
        let drawn = tree.drawn.get(page).into_iter().flatten();
        let parts = drawn.map(|part| ids[*part]);
        pdf.indirect(owner).array().items(parts);
        owners.push(owner);
    }
    for (part, id) in tree.parts.iter().zip(&ids) {
        let mut element = pdf.indirect(*id).start::<StructElement<'_>>();
        describe(&mut element, part, part.within.map_or(root, |it| ids[it]));
        let mut children = element.children();
        for held in &part.held {
            match held {
                Held::Part(part) => {
                    children.struct_element(ids[*part]);
                }
                Held::Drawn { page, id } => {
                    let mut drawn = children.marked_content_ref();
                    drawn.page(pages[*page].page);
                    drawn.marked_content_id(i32::try_from(*id).unwrap_or(i32::MAX));
                }
                Held::Link { page, place } => {
                    let page = &pages[*page];
                    let mut link = children.object_ref();
                    link.page(page.page).object(page.links[*place].0);
                }
            }
        }
        children.finish();
        element.finish();
        for held in &part.held {
            if let Held::Link { page, place } = held {
                let key = i32::try_from(owners.len()).unwrap_or(i32::MAX);
                link(pdf, &pages[*page], *place, key);
                owners.push(*id);
            }
        }
    }
    let mut whole = pdf.indirect(root).start::<StructTreeRoot<'_>>();
    whole.child(ids[0]);
    let mut tree = whole.parent_tree();
    let mut entries = tree.nums();
    for (key, owner) in (0..).zip(&owners) {
        entries.insert(key, *owner);
    }
    entries.finish();
    tree.finish();
    whole.parent_tree_next_key(i32::try_from(owners.len()).unwrap_or(i32::MAX));
}

fn describe(element: &mut StructElement<'_>, part: &Part, within: Ref) {
    element.kind(part.role.word());
    element.parent(within);
    match &part.role {
        Role::Picture(said) => {
            element.alt(TextStr(said));
        }
        Role::Head => {
            let mut attributes = element.attributes();
            attributes.push().table().scope(TableHeaderScope::Column);
        }
        _ => {}
    }
}

/// Writes a link of a page. It is named after where it leads.
fn link(pdf: &mut Pdf, page: &Drawn, place: usize, key: i32) {
    let (id, (area, address)) = &page.links[place];
    let mut link = pdf.indirect(*id).start::<Annotation<'_>>();
    link.subtype(AnnotationType::Link);
    link.rect(*area);
    link.border(0.0, 0.0, 0.0, None);
    link.contents(TextStr(address));
    link.struct_parent(key);
    link.pair(Name(b"F"), 4);
    let mut action = link.action();
    action.action_type(ActionType::Uri);
    action.uri(Str(address.as_bytes()));
}
