//! What customers read in another language.

/// Reads `de=Wir suchen die Ursache.`
pub(super) fn translation(text: &str) -> Result<(String, String), String> {
    let (language, text) =
        text.split_once('=').ok_or("write LANGUAGE=TEXT, like de='Wir arbeiten daran.'")?;
    Ok((language.trim().to_lowercase(), text.to_owned()))
}
