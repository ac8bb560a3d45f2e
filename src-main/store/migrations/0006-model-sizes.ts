/** How large and how good a sequence model is when made smaller, as measured on the events of `data_hash`. */
export const modelSizes = `
CREATE TABLE sequence_model_sizes (
  model INTEGER PRIMARY KEY REFERENCES sequence_model ON DELETE CASCADE,
  data_hash TEXT NOT NULL,
  content TEXT NOT NULL
) STRICT;
`
