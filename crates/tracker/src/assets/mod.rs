//! Style sheet, scripts and fonts, compiled in and served from memory.
//!
//! A name carries the hash of its content, so a browser may keep a file for ever and a new release is seen at once.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

/// The kit, component by component; our own sheets stand outside the layer and therefore win.
const KIT: &[&str] = &[
    include_str!("kit/base.css"),
    include_str!("kit/link.css"),
    include_str!("kit/label.css"),
    include_str!("kit/input.css"),
    include_str!("kit/field.css"),
    include_str!("kit/validation-message.css"),
    include_str!("kit/button.css"),
    include_str!("kit/breadcrumbs.css"),
    include_str!("kit/details.css"),
    include_str!("kit/pagination.css"),
    include_str!("kit/skip-link.css"),
    include_str!("kit/table.css"),
    include_str!("kit/tag.css"),
    include_str!("kit/alert.css"),
];

const OWN: &[&str] = &[
    include_str!("css/tokens.css"),
    include_str!("css/frame.css"),
    include_str!("css/parts.css"),
    include_str!("css/tables.css"),
    include_str!("css/forms.css"),
    include_str!("css/entry.css"),
    include_str!("css/pages.css"),
    include_str!("css/source.css"),
    include_str!("css/agencies.css"),
    include_str!("css/intakes.css"),
    include_str!("css/review.css"),
    include_str!("css/spreadsheets.css"),
    include_str!("css/people.css"),
    include_str!("css/drafts.css"),
    include_str!("css/directives.css"),
    include_str!("css/print.css"),
];

/// Scripts by name; every page works without them.
const SCRIPTS: &[(&str, &str)] = &[
    ("htmx", include_str!("js/vendor/htmx.min.js")),
    ("copy", include_str!("js/copy.js")),
    ("drafts", include_str!("js/drafts.js")),
    ("grid", include_str!("js/grid.js")),
    ("intake", include_str!("js/intake.js")),
    ("review", include_str!("js/review.js")),
];

const ICON: &[u8] = include_bytes!("icon.svg");

/// Subset, weight, bytes, and the characters the subset covers as the package states them. The last one wins
/// where two cover a letter, so Vietnamese letters are not looked for in `latin-ext`.
const FONTS: &[(&str, u16, &[u8], &str)] = &[
    ("latin-ext", 400, include_bytes!("fonts/latin-ext-400.woff2"), LATIN_EXT),
    ("latin-ext", 500, include_bytes!("fonts/latin-ext-500.woff2"), LATIN_EXT),
    ("latin-ext", 600, include_bytes!("fonts/latin-ext-600.woff2"), LATIN_EXT),
    ("latin", 400, include_bytes!("fonts/latin-400.woff2"), LATIN),
    ("latin", 500, include_bytes!("fonts/latin-500.woff2"), LATIN),
    ("latin", 600, include_bytes!("fonts/latin-600.woff2"), LATIN),
    ("vietnamese", 400, include_bytes!("fonts/vietnamese-400.woff2"), VIETNAMESE),
    ("vietnamese", 500, include_bytes!("fonts/vietnamese-500.woff2"), VIETNAMESE),
    ("vietnamese", 600, include_bytes!("fonts/vietnamese-600.woff2"), VIETNAMESE),
];

const VIETNAMESE: &str = "U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01A1,U+01AF-01B0,U+0300-0301,U+0303-0304,\
    U+0308-0309,U+0323,U+0329,U+1EA0-1EF9,U+20AB";
const LATIN_EXT: &str = "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+0304,U+0308,U+0329,U+1D00-1DBF,\
    U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF";
const LATIN: &str = "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,\
    U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD";

struct Asset {
    name: String,
    kind: &'static str,
    bytes: Vec<u8>,
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let mut assets: Vec<Asset> = FONTS
        .iter()
        .map(|(subset, weight, bytes, _)| named(&format!("{subset}-{weight}"), "woff2", "font/woff2", bytes.to_vec()))
        .collect();
    let faces: String = FONTS
        .iter()
        .zip(&assets)
        .map(|((_, weight, _, range), asset)| {
            format!(
                "@font-face{{font-family:'Be Vietnam Pro';font-style:normal;font-display:swap;font-weight:{weight};\
                 src:url({}) format('woff2');unicode-range:{range}}}\n",
                asset.name
            )
        })
        .collect();
    let css = format!("{faces}@layer kit{{{}}}\n{}", KIT.join("\n"), OWN.join("\n"));
    assets.push(named("app", "css", "text/css; charset=utf-8", css.into_bytes()));
    let scripts = SCRIPTS.iter().map(|(name, text)| named(name, "js", "text/javascript; charset=utf-8", text.as_bytes().to_vec()));
    assets.extend(scripts);
    assets.push(named("icon", "svg", "image/svg+xml", ICON.to_vec()));
    assets
});

fn named(stem: &str, extension: &str, kind: &'static str, bytes: Vec<u8>) -> Asset {
    let hash: String = Sha256::digest(&bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    Asset { name: format!("{stem}.{hash}.{extension}"), kind, bytes }
}

/// URL of the style sheet.
pub fn style_sheet() -> String {
    url("app.")
}

/// URL of a script.
pub fn script(name: &str) -> String {
    url(&format!("{name}."))
}

/// URL of the picture in the browser's tab.
pub fn icon() -> String {
    url("icon.")
}

/// URLs of the two fonts that every page needs at once.
pub fn first_fonts() -> [String; 2] {
    [url("latin-400."), url("vietnamese-400.")]
}

fn url(prefix: &str) -> String {
    let asset = ASSETS.iter().find(|asset| asset.name.starts_with(prefix)).expect("the names asked for are in the list above");
    format!("/assets/{}", asset.name)
}

/// `GET /assets/{name}`: no sign-in needed, kept by the browser for a year.
pub async fn show(Path(name): Path<String>) -> Response {
    match ASSETS.iter().find(|asset| asset.name == name) {
        Some(asset) => {
            ([(header::CONTENT_TYPE, asset.kind), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")], asset.bytes.as_slice())
                .into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
