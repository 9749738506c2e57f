//! The help in English, by command and argument; what is missing here is shown in Vietnamese.

/// What a command does; `path` is "roviec user add".
pub fn about(path: &str) -> Option<&'static str> {
    Some(match path {
        "roviec" => "Compiles plan documents into indicators and tasks, and follows their execution",
        "roviec check" => "Check a plan document; exit 1 when it has errors",
        "roviec compile" => "Compile a plan into JSON, a workbook or a web page",
        "roviec diff" => "Compare two versions of a plan: rows kept, reworded, moved to another agency or date, new, gone",
        "roviec explain" => "Explain a rule; without a name list them all",
        "roviec demo" => "Try it with invented data: a province, its communes, a year of progress",
        "roviec serve" => "Serve the board on the agency's database",
        "roviec import" => "Compile plans and load them into the database; a file already there changes nothing",
        "roviec units" => "Organisational units and their groups",
        "roviec units import" => {
            "Load units (columns code, name, kind, parent_code, hierarchy, valid_from…) or groups (group, owner_code, member_code…)"
        }
        "roviec user" => "People and their roles on the board",
        "roviec user add" => "Add a person; the password is asked for, or read from the standard input",
        "roviec user password" => "Set a person's password anew",
        "roviec user unlock" => "Unlock an account that is locked, disabled or long unused",
        "roviec user reset-second-factor" => "Take away the second factor of a person who lost device and recovery codes",
        "roviec migrate" => "Bring the schema of a database up to this program; back it up first",
        "roviec backup" => "Write the whole board to one file while the server runs; the file is opened and read through",
        "roviec restore" => "Put the board of a backup into a database; what is there is replaced only with --replace, and kept",
        "roviec copy" => "Copy everything into an empty database, rows counted and tables compared",
        "roviec reader" => "Read one file for the board (started by the program itself)",
        _ => return None,
    })
}

/// What an argument means.
pub fn argument(path: &str, id: &str) -> Option<&'static str> {
    Some(match (path, id) {
        (_, "lang") => "Language of labels and messages",
        ("roviec check" | "roviec compile", "files") => "The files of one plan: body first, then annexes",
        ("roviec import", "files") => "Each file is a plan",
        ("roviec units import", "files") => "CSV files in UTF-8: units first, then groups",
        (_, "draft") => "The document is a draft without number and date",
        ("roviec check", "lists") => "Folder with word lists of one's own (slips.tsv, abbreviations.tsv…), added to those of the program",
        ("roviec check", "units") => "Register of units (CSV as for units import, units before groups); names outside it are told",
        (_, "superior") => "A superior plan whose work this one must answer; may be given several times",
        ("roviec check", "format") => "Form of the result: for people, JSON, SARIF, or a workbook (with a superior plan)",
        (
            "roviec serve" | "roviec user add" | "roviec user password" | "roviec user unlock" | "roviec user reset-second-factor",
            "config",
        ) => "Configuration file (example: roviec.toml.example)",
        ("roviec serve", "internet") => "The server is reached from the Internet: everybody needs a second factor",
        (_, "own") => "The person typed the password: it need not be changed at the next sign-in",
        (_, "config") => "A file that chooses rules and severities; by default roviec.toml beside the first file, if there is one",
        (_, "allow") => "Silence one rule in this run; may be given several times",
        ("roviec diff", "old") => "The old version",
        ("roviec diff", "new") => "The new version",
        ("roviec diff", "format") => "Form of the result: for people, JSON or a workbook",
        (_, "annotate") => {
            "Also write the file with its remarks in place: Word as .docx, PDF as .pdf, others as a page .html; with several files once for each"
        }
        ("roviec compile", "format") => "Form of the result",
        (_, "output") => "Write to this file instead of the standard output",
        (_, "rule") => "Name of a rule, for example task-without-deadline",
        (_, "one_plan") => "The files are body and annexes of one plan",
        ("roviec backup", "file") => "The backup, not there yet",
        ("roviec restore", "file") => "A file that backup has written",
        (_, "replace") => "Replace what is there; it is kept under another name",
        (_, "from") => "Database to copy from: sqlite:PATH or postgres://…",
        (_, "to") => "Database to copy to, empty: sqlite:PATH or postgres://…",
        (_, "database") => "Database: sqlite:PATH or postgres://…",
        (_, "listen") => "Address to listen on",
        (_, "https") => "People come in through https (a server in front holds the certificate): mark cookies Secure",
        (_, "near_due_days") => "Days before a deadline from which it is near",
        (_, "port") => "Port; another one when it is taken",
        (_, "data") => "Empty folder for the data; a new temporary one when not given",
        (_, "keep") => "Keep the temporary folder at the end",
        (_, "login") => "Sign-in name",
        (_, "name") => "Full name",
        (_, "role") => "Role",
        (_, "unit") => "Code of the person's unit",
        _ => return None,
    })
}
