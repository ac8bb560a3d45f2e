import { AntecedentError } from '../contract/errors.ts'

/** 0 done, 1 the request was wrong or could not be met, 2 a fault of ours. */
export type ExitCode = 0 | 1 | 2

export function exitCodeOf(error: unknown): ExitCode {
  if (!(error instanceof AntecedentError)) return 2
  return error.code === 'INTERNAL' || error.code === 'WORKER_CRASHED' ? 2 : 1
}

export function worse(a: ExitCode, b: ExitCode): ExitCode {
  return a > b ? a : b
}
