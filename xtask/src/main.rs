//! Developer commands.

mod samples;

use std::path::Path;

fn main() -> anyhow::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask stands in the workspace");
    let options: Vec<String> = std::env::args().skip(2).collect();
    if options.iter().any(|option| option == "--check") {
        return samples::check(root);
    }
    samples::run(root)?;
    if options.iter().any(|option| option == "--pdf") {
        samples::rebuild_pdf(root)?;
    }
    Ok(())
}
