/** Rows of the file of an imported table that were refused. */
export const importedTables = `
CREATE TABLE rejected_table_row (
  analysis_table INTEGER NOT NULL REFERENCES analysis_table ON DELETE CASCADE,
  number INTEGER NOT NULL,
  line INTEGER NOT NULL,
  column_name TEXT NOT NULL,
  value TEXT NOT NULL,
  code TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (analysis_table, number)
) STRICT, WITHOUT ROWID;
`
