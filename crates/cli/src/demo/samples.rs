//! The sample documents inside the binary, compiled as any others would be.

use anyhow::{Context as _, Result, anyhow};
use roviec_plan::{Compiled, Context, SourceFile};
use roviec_tracker::store::Tx;
use roviec_tracker::{import_plan, import_units};

use super::DEMO_DAY;
use crate::database;

const UNITS: &str = include_str!("../../../../samples/units.csv");
const GROUPS: &str = include_str!("../../../../samples/groups.csv");

const PLANS: &[SourceFile<'static>] = &[
    SourceFile { name: "lam-giang-tinh.docx", bytes: include_bytes!("../../../../samples/lam-giang-tinh.docx") },
    SourceFile { name: "dong-phu-xa.docx", bytes: include_bytes!("../../../../samples/dong-phu-xa.docx") },
    SourceFile { name: "tan-hoa-xa.txt", bytes: include_bytes!("../../../../samples/tan-hoa-xa.txt") },
    SourceFile { name: "clean-phuong-binh-an.docx", bytes: include_bytes!("../../../../samples/clean-phuong-binh-an.docx") },
];

/// All sample plans, each on a thread of its own.
///
/// # Errors
/// A sample cannot be read.
pub async fn compiled() -> Result<Vec<Compiled>> {
    let tasks: Vec<_> = PLANS.iter().map(|file| tokio::task::spawn_blocking(move || compile(*file))).collect();
    let mut out = Vec::new();
    for task in tasks {
        out.push(task.await??);
    }
    Ok(out)
}

fn compile(file: SourceFile<'static>) -> Result<Compiled> {
    let context = Context { today: Some(DEMO_DAY), ..Context::default() };
    roviec_plan::compile(&[file], &context).map_err(|(_, error)| anyhow!("{}: {error}", file.name))
}

/// Units, groups and plans into an empty database.
///
/// # Errors
/// A file does not load.
pub async fn load(tx: &mut Tx, compiled: &[Compiled]) -> Result<()> {
    import_units::import(tx, UNITS, DEMO_DAY).await.context("units.csv")?;
    import_units::import(tx, GROUPS, DEMO_DAY).await.context("groups.csv")?;
    for (plan, file) in compiled.iter().zip(PLANS) {
        import_plan::import(tx, database::program(), plan, &[*file], DEMO_DAY).await.context(file.name)?;
    }
    Ok(())
}
