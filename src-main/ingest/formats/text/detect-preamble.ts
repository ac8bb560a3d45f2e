export interface Preamble {
  /** Records before the header. */
  readonly records: number
  /** Where the text goes on after them. */
  readonly end: number
  /** The delimiter that the file itself names. */
  readonly delimiter: string | null
  /** The last line, which may be a header whose first name begins with `#`: where it starts. */
  readonly lastLine: number
}

/** What stands before a table: the line `sep=;` that spreadsheets write and heed, and lines that begin with `#`. */
export function detectPreamble(text: string): Preamble {
  let records = 0
  let end = 0
  let delimiter: string | null = null
  let lastLine = 0
  for (;;) {
    const match = /^(?:"?sep=(.)"?|#.*)?(?:\r\n|\r|\n)/i.exec(text.slice(end, end + longest))
    if (match === null) return { records, end, delimiter, lastLine }
    const start = end
    end += match[0].length
    // The scanner takes no record from a blank line.
    if (match[0].trim() === '') continue
    records++
    lastLine = start
    delimiter ??= match[1] ?? null
  }
}

/** Characters of a line that is no data. */
const longest = 10_000
