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
  PROJECT_NONE_OPEN: [],
  PROJECT_BUSY: [],
  REPORT_FOLDER_NOT_WRITABLE: ['path'],
  TABLE_COLUMN_MISSING: ['column', 'available'],
  FILE_NOT_FOUND: ['path'],
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
