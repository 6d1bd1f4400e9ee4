//! What people declare: problems that no monitor tells of.

use super::chance::Chance;
use super::settings::{PEOPLE, SERVICES};
use callout_domain::incident::Declaration;

/// Somebody declares something.
#[derive(Debug, Clone)]
pub(super) struct Declares {
    pub(super) at: i64,
    pub(super) by: &'static str,
    pub(super) declaration: Declaration,
}

/// Draws who declares what, and when.
pub(super) fn draw(chance: &mut Chance, (from, to): (i64, i64)) -> Vec<Declares> {
    let mut all = Vec::new();
    while all.len() < 3 && chance.one_in(3) {
        let nth = all.len();
        let page = chance.one_in(3).then(|| (*chance.of(&PEOPLE)).into());
        let declaration = Declaration {
            token: format!("form {nth}"),
            title: format!("prices of yesterday, page {nth}"),
            service: (*chance.of(&SERVICES)).into(),
            severity: None,
            page,
        };
        let at = chance.between(from, to);
        let by: &'static str = chance.of::<&str>(&PEOPLE);
        all.push(Declares { at, by, declaration });
    }
    all
}
