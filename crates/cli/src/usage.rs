//! How the command line explains itself in both languages: layout of the help, refusals in one sentence.

mod english;

use std::process::ExitCode;

use clap::builder::Styles;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command};
use roviec_plan::render::Lang;

pub const STYLES: Styles = Styles::styled();

/// Clap's own words are English: headings, usage, values and the two flags of its own are said here instead.
pub fn localised(command: Command, lang: Lang) -> Command {
    let version =
        Arg::new("version").short('V').long("version").action(ArgAction::Version).help(lang.pick("Hiện phiên bản", "Show the version"));
    let command = command.disable_version_flag(true).arg(version);
    named(command, "roviec", lang)
}

fn named(command: Command, path: &str, lang: Lang) -> Command {
    let options = lang.pick("Tùy chọn", "Options");
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help).help(lang.pick("Hiện trợ giúp này", "Show this help"));
    let template = lang.pick(
        "{about-with-newline}\nCách dùng: {usage}\n\n{all-args}{after-help}",
        "{about-with-newline}\nUsage: {usage}\n\n{all-args}{after-help}",
    );
    let usage = usage(&command, path, lang);
    let command = match (lang, english::about(path)) {
        (Lang::En, Some(about)) => command.about(about),
        _ => command,
    };
    command
        .help_template(template)
        .override_usage(usage)
        .subcommand_help_heading(lang.pick("Lệnh", "Commands"))
        .disable_help_flag(true)
        .arg(help.help_heading(options))
        .mut_args(|arg| described(arg, path, lang))
        .mut_subcommands(|inner| {
            let path = format!("{path} {}", inner.get_name());
            named(inner, &path, lang)
        })
}

fn usage(command: &Command, path: &str, lang: Lang) -> String {
    let mut out = format!("{path} {}", lang.pick("[TÙY CHỌN]", "[OPTIONS]"));
    if command.has_subcommands() {
        return format!("{out} {}", lang.pick("<LỆNH>", "<COMMAND>"));
    }
    for arg in command.get_arguments().filter(|arg| arg.is_positional() || arg.is_required_set()) {
        let name = arg.get_value_names().and_then(|names| names.first()).map_or_else(|| arg.get_id().to_string(), ToString::to_string);
        let many = if arg.get_num_args().is_some_and(|range| range.max_values() > 1) || matches!(arg.get_action(), ArgAction::Append) {
            "…"
        } else {
            ""
        };
        let long = arg.get_long().map_or(String::new(), |long| format!("--{long} "));
        let (open, close) = if arg.is_required_set() { ("<", ">") } else { ("[", "]") };
        out.push_str(&format!(" {long}{open}{name}{close}{many}"));
    }
    out
}

/// Heading by kind, possible values and default in the language of the help.
fn described(arg: Arg, path: &str, lang: Lang) -> Arg {
    let translated = english::argument(path, arg.get_id().as_str()).filter(|_| lang == Lang::En);
    let mut help = translated.map_or_else(|| arg.get_help().map(ToString::to_string).unwrap_or_default(), str::to_owned);
    if arg.get_action().takes_values() {
        let values: Vec<String> = arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
        if !values.is_empty() {
            help.push_str(&format!(" [{}: {}]", lang.pick("chọn", "one of"), values.join(", ")));
        }
        let defaults: Vec<String> = arg.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
        if !defaults.is_empty() && !arg.is_hide_default_value_set() {
            help.push_str(&format!(" [{}: {}]", lang.pick("mặc định", "default"), defaults.join(", ")));
        }
    }
    let heading = if arg.is_positional() { lang.pick("Đối số", "Arguments") } else { lang.pick("Tùy chọn", "Options") };
    let takes = arg.get_action().takes_values();
    arg.help(help).help_heading(heading).hide_possible_values(takes).hide_default_value(takes)
}

/// The language asked for, known before the command line is taken apart.
pub fn lang() -> Lang {
    let args: Vec<String> = std::env::args_os().map(|arg| arg.to_string_lossy().into_owned()).collect();
    let english = args.iter().any(|arg| arg == "--lang=en") || args.windows(2).any(|pair| pair[0] == "--lang" && pair[1] == "en");
    if english { Lang::En } else { Lang::Vi }
}

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
    match lang() {
        Lang::En => anstream::eprintln!("{}", error.render().ansi().to_string().trim_end()),
        Lang::Vi => anstream::eprintln!("Không hiểu dòng lệnh: {}. Xem: roviec --help", sentence(error)),
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
