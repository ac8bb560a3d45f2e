/** A propensity head, all that scoring takes in `head`, and its scores, the likeliest first. */
export const propensities = `
CREATE TABLE propensity (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  data_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  content TEXT NOT NULL,
  head TEXT NOT NULL,
  scores INTEGER NOT NULL,
  removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1))
) STRICT;

CREATE TABLE propensity_score (
  propensity INTEGER NOT NULL REFERENCES propensity ON DELETE CASCADE,
  number INTEGER NOT NULL,
  user_name TEXT NOT NULL,
  unit_name TEXT NOT NULL,
  probability REAL NOT NULL,
  PRIMARY KEY (propensity, number)
) STRICT, WITHOUT ROWID;
`
