/**
 * A trained model is the bytes of its file (safetensors, its manifest within) in pieces, beside what is read without
 * them. A checkpoint is the state of a training after an epoch; `identity` tells what is being trained on what.
 */
export const sequenceModels = `
CREATE TABLE sequence_model (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  data_hash TEXT,
  hash TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  content TEXT NOT NULL
) STRICT;

CREATE TABLE sequence_model_piece (
  model INTEGER NOT NULL REFERENCES sequence_model ON DELETE CASCADE,
  first INTEGER NOT NULL,
  bytes BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX sequence_model_piece_first ON sequence_model_piece (model, first);

CREATE TABLE training_checkpoint (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  identity TEXT NOT NULL UNIQUE,
  data_hash TEXT NOT NULL,
  request TEXT NOT NULL,
  epochs_done INTEGER NOT NULL,
  saved_at INTEGER NOT NULL
) STRICT;

CREATE TABLE training_checkpoint_piece (
  checkpoint INTEGER NOT NULL REFERENCES training_checkpoint ON DELETE CASCADE,
  first INTEGER NOT NULL,
  bytes BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX training_checkpoint_piece_first ON training_checkpoint_piece (checkpoint, first);
`
