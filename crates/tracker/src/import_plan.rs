//! A compiled plan becomes rows: plan, files, diagnostics, indicators, tasks, assignments, duties.
