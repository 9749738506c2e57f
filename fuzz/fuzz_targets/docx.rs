//! The body of a Word file, its styles and its numbering, inside an archive that is always sound.
#![no_main]

use libfuzzer_sys::fuzz_target;
use roviec_fuzz::{archive, compile, contain_libraries, parts, xml};

const SPACE: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main""#;

fuzz_target!(init: contain_libraries(), |bytes: &[u8]| {
    let [body, styles, numbering] = parts(bytes);
    let wrapped = |part: &str, name: &str| match part {
        "" => String::new(),
        part => xml(part, &format!("<w:{name} {SPACE}>"), &format!("</w:{name}>")),
    };
    let body = xml(&body, &format!("<w:document {SPACE}><w:body>"), "</w:body></w:document>");
    let file = archive(&[
        ("word/document.xml", &body),
        ("word/styles.xml", &wrapped(&styles, "styles")),
        ("word/numbering.xml", &wrapped(&numbering, "numbering")),
    ]);
    compile(&[("a.docx", &file)]);
});
