/**
 * `edit` is one history over the whole project, oldest first; those undone can be redone, in order. `words` is what was
 * done, `change` what undoing and redoing need (`store/edits/change.ts`). What was deleted stays, `removed`, as long as
 * an edit can bring it back: a removed source is pending, so that nobody reads it, and a removed table or model gives up its name.
 * The way to the graph's tip becomes the history of an older project.
 */
export const edits = `
CREATE TABLE edit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  words TEXT NOT NULL,
  change TEXT NOT NULL,
  undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1)),
  made_at INTEGER NOT NULL
) STRICT;

ALTER TABLE source ADD COLUMN removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1));
ALTER TABLE analysis_table ADD COLUMN removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1));
ALTER TABLE sequence_model ADD COLUMN removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1));
ALTER TABLE analysis ADD COLUMN removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1));

INSERT INTO edit (kind, words, change, undone, made_at)
WITH RECURSIVE way (version, parent, edit, saved_at) AS (
  SELECT version, parent, edit, saved_at FROM graph_version JOIN graph_pointer ON version = tip
  UNION ALL
  SELECT before.version, before.parent, before.edit, before.saved_at
  FROM way JOIN graph_version AS before ON before.version = way.parent
)
SELECT 'graph.saved', json_object('words', 'edit_graph', 'with', json_object('edit', edit)),
  json_object('from', parent, 'to', version), version > current, saved_at
FROM way JOIN graph_pointer ORDER BY version;
`
