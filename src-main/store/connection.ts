import Database from 'better-sqlite3'

export type Parameter = string | number | Uint8Array | null

/** Asks and never changes: the type that queries, jobs and readers are given. Times and keys are JS numbers. */
export interface ReadingConnection {
  readonly path: string
  readonly encrypted: boolean
  /** The first row, or undefined. */
  row<Row>(sql: string, ...parameters: readonly Parameter[]): Row | undefined
  rows<Row>(sql: string, ...parameters: readonly Parameter[]): Row[]
  /** Rows one at a time; nothing else may be asked with the same text meanwhile. */
  each<Row>(sql: string, ...parameters: readonly Parameter[]): Iterable<Row>
  /** The first column of the first row, or undefined. */
  value<Value>(sql: string, ...parameters: readonly Parameter[]): Value | undefined
  /** The first column of every row. */
  values<Value>(sql: string, ...parameters: readonly Parameter[]): Value[]
  /** Everything asked within `work` sees one state of the project, whatever is published meanwhile. */
  snapshot<T>(work: () => T): T
  isOpen(): boolean
  close(): void
}

/** Owned by the storage thread alone. */
export interface WritingConnection extends ReadingConnection {
  run(sql: string, ...parameters: readonly Parameter[]): { readonly changes: number; readonly lastId: number }
  /** Several statements without parameters. */
  script(sql: string): void
  /** Whole or not at all: whatever `work` throws, nothing it wrote remains. Nests. */
  transaction<T>(work: () => T): T
}

export interface Key {
  /** Null opens a file that is not encrypted. */
  readonly passphrase: string | null
}

/**
 * Opens the project at `path` for reading. Any thread may, while the storage thread has it open. Throws SQLite's
 * errors: `openForReading` in `open.ts` is the catalogued door.
 */
export function connectForReading(path: string, key: Key): ReadingConnection {
  return readingOf(connect(path, key, true), path, key)
}

/** Opens or makes the file at `path` for writing, as it is: no lock, no migration, no journal mode. */
export function connectForWriting(path: string, key: Key): WritingConnection {
  const database = connect(path, key, false)
  const statements = cache((sql) => database.prepare<Parameter[]>(sql))
  return {
    ...readingOf(database, path, key),
    run(sql, ...parameters) {
      const outcome = statements(sql).run(...parameters)
      return { changes: outcome.changes, lastId: Number(outcome.lastInsertRowid) }
    },
    script: (sql) => void database.exec(sql),
    transaction: (work) =>
      database.inTransaction ? database.transaction(work)() : database.transaction(work).immediate(),
  }
}

function connect(path: string, key: Key, readonly: boolean): Database.Database {
  const database = new Database(path, { readonly, timeout: 5000 })
  try {
    database.pragma("cipher='sqlcipher'")
    if (key.passphrase !== null) database.key(keyBytes(key.passphrase))
    database.pragma('foreign_keys=ON')
    database.pragma('synchronous=FULL')
    // Sorts and savepoints would otherwise spill to files that nobody encrypts.
    database.pragma('temp_store=MEMORY')
    database.pragma('cache_size=-65536')
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** One passphrase, however a keyboard composes its accents. */
export function keyBytes(passphrase: string): Buffer {
  return Buffer.from(passphrase.normalize('NFKC'), 'utf8')
}

function readingOf(database: Database.Database, path: string, key: Key): ReadingConnection {
  const objects = cache((sql) => database.prepare<Parameter[]>(sql))
  const first = cache((sql) => database.prepare<Parameter[]>(sql).pluck())
  return {
    path,
    encrypted: key.passphrase !== null,
    row: <Row>(sql: string, ...parameters: readonly Parameter[]) =>
      objects(sql).get(...parameters) as Row | undefined,
    rows: <Row>(sql: string, ...parameters: readonly Parameter[]) => objects(sql).all(...parameters) as Row[],
    each: <Row>(sql: string, ...parameters: readonly Parameter[]) =>
      objects(sql).iterate(...parameters) as IterableIterator<Row>,
    value: <Value>(sql: string, ...parameters: readonly Parameter[]) =>
      first(sql).get(...parameters) as Value | undefined,
    values: <Value>(sql: string, ...parameters: readonly Parameter[]) =>
      first(sql).all(...parameters) as Value[],
    snapshot: (work) => (database.inTransaction ? work() : database.transaction(work).deferred()),
    isOpen: () => database.open,
    close: () => void database.close(),
  }
}

function cache<Statement>(prepare: (sql: string) => Statement): (sql: string) => Statement {
  const prepared = new Map<string, Statement>()
  return (sql) => {
    let statement = prepared.get(sql)
    if (statement === undefined) {
      statement = prepare(sql)
      prepared.set(sql, statement)
    }
    return statement
  }
}
