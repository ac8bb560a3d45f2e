/**
 * What was worked out about an analysis beside its estimates; `by_row` holds numbers by row of its table. It outlives a
 * deletion that may be undone: what belongs to no analysis any more goes when the project is next opened.
 */
export const followUps = `
CREATE TABLE analysis_follow_up (
  analysis INTEGER NOT NULL,
  kind TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  content TEXT NOT NULL,
  by_row BLOB,
  PRIMARY KEY (analysis, kind)
) STRICT;
`
