//! Handlers beside their templates, one folder per noun.
