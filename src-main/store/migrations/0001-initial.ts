/**
 * Events are stored a column at a time: an `event_block` is a run of up to 16,384 events of one source with consecutive
 * numbers from `first`, and each of its columns is one BLOB in `event_cells`, little-endian: time, price and quantity are
 * 64-bit floats (time holds integer microseconds UTC, exact to the year 2255; NaN is missing), user, item, type and session
 * 32-bit keys into their dictionaries (0 is missing). A column that is missing throughout a block has no row.
 * Whether a source counts is its `state`: nothing pending is ever read.
 */
export const initial = `
CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE source (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  state TEXT NOT NULL CHECK (state IN ('pending', 'published')),
  first_event INTEGER NOT NULL,
  events INTEGER NOT NULL DEFAULT 0,
  rejected INTEGER NOT NULL DEFAULT 0,
  hash TEXT,
  imported_at INTEGER,
  summary TEXT,
  names_before TEXT NOT NULL
) STRICT;

CREATE TABLE user (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE event_type (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE session (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE attribute (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE attribute_level (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE event_block (
  first INTEGER PRIMARY KEY,
  source INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
  events INTEGER NOT NULL
) STRICT;
CREATE INDEX event_block_source ON event_block (source);

CREATE TABLE event_cells (
  block INTEGER NOT NULL REFERENCES event_block ON DELETE CASCADE,
  part TEXT NOT NULL,
  cells BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX event_cells_part ON event_cells (block, part);

CREATE TABLE attribute_cells (
  block INTEGER NOT NULL REFERENCES event_block ON DELETE CASCADE,
  attribute INTEGER NOT NULL REFERENCES attribute,
  kind TEXT NOT NULL CHECK (kind IN ('number', 'text')),
  cells BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX attribute_cells_attribute ON attribute_cells (block, attribute);
CREATE INDEX attribute_cells_kind ON attribute_cells (attribute, kind);

CREATE TABLE rejected_row (
  source INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
  number INTEGER NOT NULL,
  line INTEGER NOT NULL,
  column_name TEXT NOT NULL,
  value TEXT NOT NULL,
  code TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (source, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE analysis_table (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  summary TEXT NOT NULL,
  row_count INTEGER NOT NULL,
  hash TEXT NOT NULL,
  data_hash TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE analysis_column (
  analysis_table INTEGER NOT NULL REFERENCES analysis_table ON DELETE CASCADE,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('number', 'category')),
  meaning TEXT,
  levels TEXT,
  PRIMARY KEY (analysis_table, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE analysis_cells (
  analysis_table INTEGER NOT NULL,
  position INTEGER NOT NULL,
  first INTEGER NOT NULL,
  cells BLOB NOT NULL,
  FOREIGN KEY (analysis_table, position) REFERENCES analysis_column ON DELETE CASCADE
) STRICT;
CREATE UNIQUE INDEX analysis_cells_first ON analysis_cells (analysis_table, position, first);

CREATE TABLE graph_version (
  version INTEGER PRIMARY KEY AUTOINCREMENT,
  parent INTEGER NOT NULL,
  graph TEXT NOT NULL,
  roles TEXT NOT NULL,
  edit TEXT NOT NULL,
  hash TEXT NOT NULL,
  nodes INTEGER NOT NULL,
  edges INTEGER NOT NULL,
  saved_at INTEGER NOT NULL
) STRICT;

CREATE TABLE graph_pointer (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  current INTEGER NOT NULL,
  tip INTEGER NOT NULL
) STRICT;
INSERT INTO graph_pointer VALUES (1, 0, 0);

CREATE TABLE analysis (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  table_name TEXT NOT NULL,
  table_hash TEXT NOT NULL,
  graph_hash TEXT,
  content TEXT NOT NULL
) STRICT;

CREATE TABLE recommendation_run (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  state TEXT NOT NULL CHECK (state IN ('pending', 'published')),
  created_at INTEGER NOT NULL,
  data_hash TEXT,
  table_name TEXT,
  table_hash TEXT,
  lines INTEGER NOT NULL DEFAULT 0,
  summary TEXT
) STRICT;

CREATE TABLE recommendation (
  run INTEGER NOT NULL REFERENCES recommendation_run ON DELETE CASCADE,
  number INTEGER NOT NULL,
  user_name TEXT NOT NULL,
  rank INTEGER NOT NULL,
  item_name TEXT NOT NULL,
  score REAL NOT NULL,
  effect REAL,
  effect_standard_error REAL,
  causal_score REAL,
  because TEXT NOT NULL,
  PRIMARY KEY (run, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX recommendation_user ON recommendation (run, user_name);
CREATE INDEX recommendation_item ON recommendation (run, item_name);

CREATE TABLE recommended_user (
  run INTEGER NOT NULL REFERENCES recommendation_run ON DELETE CASCADE,
  user_name TEXT NOT NULL,
  effect REAL,
  effect_standard_error REAL,
  excluded_because TEXT,
  PRIMARY KEY (run, user_name)
) STRICT, WITHOUT ROWID;

CREATE TABLE report (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  path TEXT NOT NULL,
  title TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  results_hash TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
`
