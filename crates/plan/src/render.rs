//! A compiled plan as JSON, workbook, web page and terminal text.
