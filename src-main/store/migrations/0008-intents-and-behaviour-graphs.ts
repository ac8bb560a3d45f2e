/**
 * What users are after and what predicts what, as they were found. The mixture that describes a user is kept in pieces; each user's
 * probabilities are a JSON array, in the order of the intents.
 */
export const intentsAndBehaviourGraphs = `
CREATE TABLE intents (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  data_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  content TEXT NOT NULL,
  users INTEGER NOT NULL,
  removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1))
) STRICT;

CREATE TABLE intents_piece (
  intents INTEGER NOT NULL REFERENCES intents ON DELETE CASCADE,
  first INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (intents, first)
) STRICT;

CREATE TABLE intents_user (
  intents INTEGER NOT NULL REFERENCES intents ON DELETE CASCADE,
  number INTEGER NOT NULL,
  user_name TEXT NOT NULL,
  probabilities TEXT NOT NULL,
  PRIMARY KEY (intents, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE behaviour_graph (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  data_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  content TEXT NOT NULL,
  removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1))
) STRICT;
`
