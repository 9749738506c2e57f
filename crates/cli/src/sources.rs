//! Reads the files named on the command line and compiles them; says in one sentence why it cannot.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow, bail};
use roviec_plan::agency_register::AgencyRegister;
use roviec_plan::document::Format;
use roviec_plan::read::scanned_page::{Picture, Recognise};
use roviec_plan::render::Lang;
use roviec_plan::{Compiled, Context, Limits, ReadError, SourceFile, Vocabulary};
use roviec_tracker::reader::{LibreOffice, Tesseract};

use crate::counter::Counter;

/// A file's name as shown to people, and its bytes.
pub struct Source {
    pub name: String,
    pub bytes: Vec<u8>,
    /// Digest of the file itself, where the bytes were made from it by another program.
    pub made_from: Option<String>,
}

/// Reads every file, body first.
///
/// # Errors
/// One sentence that names the file, what is wrong and what to do.
pub fn read(paths: &[PathBuf], lang: Lang) -> Result<Vec<Source>> {
    paths.iter().map(|path| read_one(path, lang)).collect()
}

fn read_one(path: &Path, lang: Lang) -> Result<Source> {
    let shown = path.display();
    let meta = fs::metadata(path).map_err(|error| match (error.kind(), lang) {
        (std::io::ErrorKind::NotFound, Lang::Vi) => anyhow!("{shown}: không tìm thấy tệp; hãy kiểm tra lại đường dẫn"),
        (std::io::ErrorKind::NotFound, Lang::En) => anyhow!("{shown}: no such file; check the path"),
        (_, Lang::Vi) => anyhow!("{shown}: không mở được tệp ({error}); hãy kiểm tra quyền đọc"),
        (_, Lang::En) => anyhow!("{shown}: cannot be opened ({error}); check the permissions"),
    })?;
    if meta.is_dir() {
        bail!(
            "{shown}: {}",
            lang.pick("đây là thư mục, không phải tệp; hãy chỉ rõ tệp kế hoạch", "this is a directory, not a file; name the plan's file")
        );
    }
    let bytes = bytes_of(path).map_err(|error| match lang {
        Lang::Vi => anyhow!("{shown}: không đọc được tệp ({error}); hãy kiểm tra quyền đọc"),
        Lang::En => anyhow!("{shown}: cannot be read ({error}); check the permissions"),
    })?;
    if bytes.len() > Limits::default().bytes {
        let limit = Limits::default().bytes >> 20;
        match lang {
            Lang::Vi => bail!("{shown}: tệp lớn hơn {limit} MB; hãy tách tệp rồi thử lại"),
            Lang::En => bail!("{shown}: larger than {limit} MB; split the file and try again"),
        }
    }
    let name = path.file_name().map_or_else(|| shown.to_string(), |name| name.to_string_lossy().into_owned());
    if LibreOffice::reads(&bytes) {
        let docx = docx_of(&bytes, path, lang)?;
        return Ok(Source { name, bytes: docx, made_from: Some(roviec_plan::digest(&bytes)) });
    }
    Ok(Source { name, bytes, made_from: None })
}

/// A Word file of before 2007, or RTF, as DOCX; a workbook of that time stays what it is.
fn docx_of(bytes: &[u8], path: &Path, lang: Lang) -> Result<Vec<u8>> {
    let shown = path.display();
    if let Err(error @ ReadError::Encrypted) = roviec_plan::read::detect("", bytes) {
        bail!("{shown}: {}", lang.pick(&error.to_string(), &english(&error)));
    }
    let Some(program) = LibreOffice::look() else {
        bail!(
            "{shown}: {}",
            lang.pick(
                "để đọc tệp .doc hoặc RTF, máy cần chương trình LibreOffice (soffice); hãy cài thêm, hoặc mở bằng Word rồi lưu thành .docx",
                "a .doc or RTF file needs the program LibreOffice (soffice); install it, or save the file as .docx in Word"
            )
        );
    };
    let docx = LibreOffice::new(program).docx(bytes).map_err(|sentence| anyhow!("{shown}: {sentence}"))?;
    anstream::eprintln!("{shown}: {}", lang.pick("đã chuyển sang .docx bằng LibreOffice để đọc", "read as .docx by way of LibreOffice"));
    Ok(docx)
}

/// One byte more than allowed is read at most, whatever the file says of its length.
fn bytes_of(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(Limits::default().bytes as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The same files as the compiler takes them.
pub fn files(sources: &[Source]) -> Vec<SourceFile<'_>> {
    sources.iter().map(|source| SourceFile { name: &source.name, bytes: &source.bytes }).collect()
}

/// Reads and compiles plans of one file each: superior ones, or two versions.
///
/// # Errors
/// As [`read`] and [`compile`].
pub fn plans(paths: &[PathBuf], lang: Lang) -> Result<Vec<Compiled>> {
    let one = |path: &PathBuf| {
        let path = std::slice::from_ref(path);
        compile(path, &read(path, lang)?, Given::default(), lang)
    };
    paths.iter().map(one).collect()
}

/// What the command line says beside the files.
#[derive(Clone, Copy, Default)]
pub struct Given<'a> {
    /// Number and date may be blank.
    pub draft: bool,
    /// Compiled plans whose work this one must answer.
    pub superiors: &'a [Compiled],
    /// Longer word lists than those of the program.
    pub vocabulary: Option<&'a Vocabulary>,
    /// Units that exist.
    pub agencies: Option<&'a dyn AgencyRegister>,
}

/// Compiles the files as one plan.
///
/// # Errors
/// One sentence that names the file that cannot be read, or that bears a secrecy mark.
pub fn compile(paths: &[PathBuf], sources: &[Source], given: Given<'_>, lang: Lang) -> Result<Compiled> {
    let tesseract = Tesseract::look().map(Tesseract::new);
    let recognise = tesseract.as_ref().map(|program| move |picture: &Picture, dots| program.words(picture, dots, &|| false));
    let shown = Counter::new(lang);
    let on_progress = |progress| shown.say(progress);
    let context = Context {
        draft: given.draft,
        superiors: given.superiors,
        agencies: given.agencies,
        vocabulary: given.vocabulary.unwrap_or(Vocabulary::built_in()),
        on_progress: &on_progress,
        recognise: recognise.as_ref().map(|recognise| recognise as &Recognise<'_>),
        ..Context::default()
    };
    let mut compiled = roviec_plan::compile(&files(sources), &context).map_err(|(index, error)| match lang {
        Lang::Vi => anyhow!("{}: {error}", paths[index].display()),
        Lang::En => anyhow!("{}: {}", paths[index].display(), english(&error)),
    })?;
    for (source, given) in compiled.sources.iter_mut().zip(sources) {
        // The record names the file people have.
        if let Some(sha256) = &given.made_from {
            (source.sha256, source.format) = (sha256.clone(), Format::Doc);
        }
    }
    if let Some(mark) = compiled.diagnostics.iter().find(|diagnostic| diagnostic.rule == "secrecy-mark") {
        let path = paths[(mark.span.file as usize).min(paths.len() - 1)].display();
        match lang {
            Lang::Vi => bail!("{path}: {}; {}", mark.message, mark.help.as_deref().unwrap_or_default()),
            Lang::En => bail!(
                "{path}: the document bears a secrecy mark; it is refused and nothing of it is kept; give documents without a mark only"
            ),
        }
    }
    Ok(compiled)
}

fn english(error: &ReadError) -> String {
    match error {
        ReadError::Empty => "the file is empty (0 bytes); check which file was chosen".to_owned(),
        ReadError::Blank => "the file holds no words; check which file was chosen".to_owned(),
        ReadError::UnknownFormat => {
            "the kind of file is not recognised; use DOCX, PDF with text, HTML, Markdown or plain text (UTF-8)".to_owned()
        }
        ReadError::Broken(what) => format!("the file is damaged or cut short ({what}); open it in an editor and save it again"),
        ReadError::Encrypted => "the file has a password; remove the password and try again".to_owned(),
        ReadError::TooLarge { limit, .. } => format!("the file is too large (limit {limit}); split it and try again"),
        ReadError::Scanned => {
            "this PDF has pages that are scanned pictures; install the program tesseract with the language vie (tesseract-ocr-vie), or use the \
             Word file"
                .to_owned()
        }
        ReadError::Unrecognised(_) => {
            "the scanned pages were not recognised; check that the program tesseract knows the language vie (tesseract-ocr-vie), or use the Word \
             file"
                .to_owned()
        }
        ReadError::Unsupported(_) => "this kind of file is not read yet; save it as .docx or PDF and try again".to_owned(),
        ReadError::Stopped => "stopped on request".to_owned(),
        ReadError::TooLong(seconds) => {
            format!("reading took more than {seconds} seconds and was stopped; split the file, or open it in Word and save it again")
        }
    }
}
