//! How the command line explains itself: layout of the help, refusals in Vietnamese.

use std::process::ExitCode;

use clap::builder::Styles;
use clap::error::{ContextKind, ContextValue, ErrorKind};

pub const STYLES: Styles = Styles::styled();

/// Clap's own template names its headings in English.
pub const TEMPLATE: &str = "{about-with-newline}\nCách dùng: {usage}\n\n{all-args}{after-help}";

/// Prints help, version or what is wrong with the arguments. Exit 2 for the latter, as for any input that cannot be used.
pub fn refuse(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        let _ = error.print();
        return ExitCode::from(2);
    }
    let english = std::env::args().any(|arg| arg == "--lang=en")
        || std::env::args().zip(std::env::args().skip(1)).any(|pair| pair.0 == "--lang" && pair.1 == "en");
    if english {
        let _ = error.print();
    } else {
        anstream::eprintln!("Không hiểu dòng lệnh: {}. Xem: roviec --help", sentence(error));
    }
    ExitCode::from(2)
}

fn sentence(error: &clap::Error) -> String {
    let given = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        _ => String::new(),
    };
    match error.kind() {
        ErrorKind::UnknownArgument => format!("không có tùy chọn “{}”", given(ContextKind::InvalidArg)),
        ErrorKind::InvalidSubcommand => format!("không có lệnh “{}”", given(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingSubcommand => "thiếu tên lệnh".to_owned(),
        ErrorKind::MissingRequiredArgument => format!("thiếu {}", given(ContextKind::InvalidArg)),
        ErrorKind::InvalidValue if given(ContextKind::InvalidValue).is_empty() => {
            format!("thiếu giá trị của {}", given(ContextKind::InvalidArg))
        }
        ErrorKind::InvalidValue => format!(
            "“{}” không dùng được cho {} (chọn một trong: {})",
            given(ContextKind::InvalidValue),
            given(ContextKind::InvalidArg),
            given(ContextKind::ValidValue)
        ),
        ErrorKind::ValueValidation => {
            format!("“{}” không dùng được cho {}", given(ContextKind::InvalidValue), given(ContextKind::InvalidArg))
        }
        _ => given(ContextKind::InvalidArg),
    }
}
