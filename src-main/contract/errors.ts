/**
 * The catalogue of errors: every code with the names of its parameters. The sentence (`error_CODE`) and the hint
 * (`error_CODE_hint`) live in `messages/`, in every language; a test fails where one is missing.
 */
export const errorCatalogue = {
  INTERNAL: ['detail'],
  CANCELLED: [],
  REQUEST_UNREADABLE: ['detail'],
  REQUEST_INVALID: ['method', 'detail'],
  METHOD_UNKNOWN: ['method'],
  MESSAGE_TOO_LARGE: ['size', 'limit'],
  WORKER_CRASHED: ['detail'],
  ENGINE_STOPPED: ['code'],
  PROJECT_NONE_OPEN: [],
  PROJECT_EXISTS: ['path'],
  PROJECT_NOT_A_PROJECT: ['path'],
  PROJECT_DAMAGED: ['path'],
  PROJECT_TOO_NEW: ['path', 'found', 'known'],
  PROJECT_PASSPHRASE_NEEDED: ['path'],
  PROJECT_WRONG_PASSPHRASE: ['path'],
  PROJECT_LOCKED: ['path', 'pid', 'host'],
  PROJECT_IN_USE: ['path'],
  PROJECT_FOLDER_NOT_WRITABLE: ['folder'],
  PROJECT_DISK_FULL: ['path'],
  PROJECT_WRITE_FAILED: ['path', 'code'],
  PROJECT_IMPORT_RUNNING: [],
  PROJECT_IMPORT_UNKNOWN: [],
  PROJECT_SOURCE_UNKNOWN: ['source'],
  PROJECT_TABLE_UNKNOWN: ['table'],
  PROJECT_ANALYSIS_UNKNOWN: ['id'],
  PROJECT_RECOMMENDATIONS_UNKNOWN: ['run'],
  PROJECT_GRAPH_VERSION_UNKNOWN: ['version'],
  PROJECT_BUSY: [],
  EFFECTS_NO_GRAPH: [],
  EFFECTS_NOT_IN_GRAPH: ['column'],
  EFFECTS_NOT_IDENTIFIED: ['treatment', 'outcome'],
  EFFECTS_ALL_METHODS_FAILED: ['reason'],
  RECOMMEND_NO_INTERACTIONS: [],
  RECOMMEND_NO_TIMES: [],
  RECOMMEND_NOTHING_HELD_OUT: [],
  RECOMMEND_NOBODY_TO_RANK: [],
  RECOMMEND_TOO_MANY_ITEMS: ['items', 'needed', 'limit'],
  RECOMMEND_TOO_FEW_TREATED: ['rows', 'needed'],
  REPORT_FOLDER_NOT_WRITABLE: ['path'],
  REPORT_DISK_FULL: ['path'],
  RECOMMEND_UNIT_NOT_USER: ['table'],
  RECOMMEND_USER_UNKNOWN: ['user'],
  TABLE_COLUMN_MISSING: ['column', 'available'],
  FILE_NOT_FOUND: ['path'],
  INGEST_FILE_UNREADABLE: ['path', 'reason'],
  INGEST_FILE_EMPTY: ['path'],
  INGEST_FILE_BINARY: ['path', 'format'],
  INGEST_GZIP_TRUNCATED: ['path'],
  INGEST_GZIP_DAMAGED: ['path'],
  INGEST_GZIP_BOMB: ['path'],
  INGEST_NO_ROWS: ['path'],
  INGEST_LINE_TOO_LONG: ['line', 'limit'],
  INGEST_NO_TIME_COLUMN: ['column', 'available'],
  INGEST_NO_USER_COLUMN: ['column', 'available'],
  INGEST_TIME_FORMAT_UNKNOWN: ['column', 'sample'],
  INGEST_TIME_ZONE_UNKNOWN: ['zone'],
  INGEST_NOTHING_READABLE: ['rows', 'code'],
  INGEST_WRONG_FIELD_COUNT: [],
  INGEST_QUOTE_UNCLOSED: [],
  INGEST_NUL_CHARACTER: [],
  INGEST_TEXT_DAMAGED: [],
  INGEST_USER_MISSING: [],
  INGEST_TYPE_MISSING: [],
  INGEST_TIME_MISSING: [],
  INGEST_TIME_UNREADABLE: [],
  INGEST_PRICE_UNREADABLE: [],
  INGEST_QUANTITY_UNREADABLE: [],
  INGEST_ATTRIBUTE_UNREADABLE: [],
  TABLE_RAGGED: ['line', 'expected', 'found'],
  TABLE_COLUMN_TWICE: ['column'],
  TABLE_NAMES_COUNT: ['expected', 'found'],
  TABLE_LENGTHS_DIFFER: ['column', 'expected', 'found'],
  EFFECTS_MISSING_VALUES: ['columns'],
  EFFECTS_INFINITE_VALUES: ['column', 'rows'],
  EFFECTS_TREATMENT_CONSTANT: ['treatment'],
  EFFECTS_OUTCOME_CONSTANT: ['outcome'],
  EFFECTS_OUTCOME_NOT_NUMERIC: ['outcome', 'levels'],
  EFFECTS_OUTCOME_UNSUITED: ['model', 'outcome'],
  EFFECTS_TREATMENT_NOT_DISCRETE: ['treatment', 'method'],
  EFFECTS_TREATMENT_NOT_BINARY: ['method', 'arms'],
  EFFECTS_TOO_MANY_ARMS: ['treatment', 'arms', 'limit'],
  EFFECTS_ARM_UNKNOWN: ['arm', 'available'],
  EFFECTS_ARMS_SAME: ['arm'],
  EFFECTS_ARM_TOO_SMALL: ['arm', 'rows'],
  EFFECTS_TOO_FEW_ROWS: ['rows', 'columns'],
  EFFECTS_NO_OVERLAP: ['column'],
  EFFECTS_TREATMENT_COLLINEAR: ['treatment'],
  EFFECTS_COLUMN_TWICE: ['column'],
  EFFECTS_WEIGHTS_INVALID: ['column'],
  EFFECTS_COVARIATE_AFTER_TREATMENT: ['column', 'measured', 'treated'],
  EFFECTS_OPTION_MISSING: ['method', 'option'],
  EFFECTS_OPTION_INVALID: ['option', 'value'],
  EFFECTS_METHOD_UNAVAILABLE: ['method', 'available'],
  EFFECTS_TARGET_UNAVAILABLE: ['method', 'target', 'available'],
  EFFECTS_STANDARD_ERRORS_UNAVAILABLE: ['method', 'asked', 'available'],
  EFFECTS_SENSITIVITY_UNAVAILABLE: ['method'],
  EFFECTS_REFUTER_UNAVAILABLE: ['refuter'],
  EFFECTS_REFUTER_FAILED: ['answered', 'refuter'],
  EFFECTS_BENCHMARK_NOT_COVARIATE: ['column'],
  GRAPH_CYCLE: ['cycle'],
  GRAPH_NODE_UNKNOWN: ['name', 'known'],
  GRAPH_NODE_DUPLICATE: ['name'],
  GRAPH_NODE_NAMELESS: ['position'],
  GRAPH_EDGE_KIND: ['from', 'to', 'kind', 'type'],
  GRAPH_EDGE_LOOP: ['name'],
  GRAPH_EDGE_CONFLICT: ['from', 'to', 'type'],
  GRAPH_EDGE_INTO_PAST: ['from', 'to', 'fromTier', 'toTier'],
  GRAPH_TREATMENTS_MISSING: [],
  GRAPH_OUTCOMES_MISSING: [],
  GRAPH_TREATMENT_IS_OUTCOME: ['name'],
  GRAPH_SETS_OVERLAP: ['name'],
  GRAPH_TYPE_UNSUPPORTED: ['type'],
  GRAPH_NO_MEMBER: ['type'],
  GRAPH_TOO_LARGE: ['count', 'limit'],
  GRAPH_SYNTAX_EXPECTED: ['format', 'line', 'column', 'expected', 'found'],
  GRAPH_SYNTAX_ENDED: ['format', 'line', 'column', 'expected'],
  GRAPH_SYNTAX_UNREADABLE: ['format', 'line', 'column', 'found'],
  GRAPH_SYNTAX_VALUE: ['format', 'line', 'column', 'path', 'expected', 'found'],
  GRAPH_SYNTAX_EMPTY: ['format', 'line', 'column'],
  GRAPH_TEXT_CYCLE: ['format', 'line', 'column', 'cycle'],
  GRAPH_TEXT_EDGE: ['format', 'line', 'column', 'from', 'to', 'type'],
} as const satisfies Record<string, readonly string[]>

export type ErrorCode = keyof typeof errorCatalogue

type Parameters<Code extends ErrorCode> = Readonly<
  Record<(typeof errorCatalogue)[Code][number], string | number>
>

/** An error whose cause is known. Thrown where that is, shown once, in the reader's language. */
export class AntecedentError extends Error {
  readonly code: ErrorCode
  readonly parameters: Readonly<Record<string, string | number>>

  constructor(code: ErrorCode, parameters: Readonly<Record<string, string | number>>) {
    super(`${code} ${JSON.stringify(parameters)}`)
    this.name = 'AntecedentError'
    this.code = code
    this.parameters = parameters
  }
}

/** `throw fail('GRAPH_CYCLE', { cycle: 'a → b → a' })` */
export function fail<Code extends ErrorCode>(
  code: Code,
  ...parameters: (typeof errorCatalogue)[Code]['length'] extends 0 ? [] : [Parameters<Code>]
): AntecedentError {
  return new AntecedentError(code, parameters[0] ?? {})
}
