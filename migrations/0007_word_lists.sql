-- Entries an office adds to the word lists that rules go by, beside those that come with the program.

CREATE TABLE word_list_entries (
    id {id},
    -- As its file in crates/plan/data without the ending.
    list TEXT NOT NULL CHECK (list <> ''),
    -- The cells, parted by tabs, as many as the list has columns.
    row_text TEXT NOT NULL CHECK (row_text <> ''),
    added_at BIGINT NOT NULL,
    added_by BIGINT REFERENCES users (id),
    UNIQUE (list, row_text)
);
