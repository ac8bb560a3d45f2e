/**
 * `proposed` is the rank that the model gave a line, `rank` the one it has once the analyst's judgements are obeyed. A line
 * that is left out stays, so that taking a judgement back brings it back. A judgement without a user is about everybody.
 */
export const judgements = `
CREATE TABLE judgement (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('pin', 'ban', 'wrong')),
  user_name TEXT,
  item_name TEXT NOT NULL,
  reason TEXT NOT NULL,
  judged_at INTEGER NOT NULL,
  CHECK (user_name IS NOT NULL OR kind = 'ban')
) STRICT;
CREATE UNIQUE INDEX judgement_of_user ON judgement (user_name, item_name) WHERE user_name IS NOT NULL;
CREATE UNIQUE INDEX judgement_of_everybody ON judgement (item_name) WHERE user_name IS NULL;

ALTER TABLE recommendation ADD COLUMN proposed INTEGER NOT NULL DEFAULT 0;
UPDATE recommendation SET proposed = rank;
ALTER TABLE recommendation ADD COLUMN left_out INTEGER NOT NULL DEFAULT 0 CHECK (left_out IN (0, 1));
CREATE INDEX recommendation_left_out ON recommendation (run, number) WHERE left_out = 1;
`
