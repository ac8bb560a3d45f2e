import { AntecedentError } from '../../contract/errors.ts'
import type { VerificationCheck, verifyMethods } from '../../contract/pipeline.ts'
import { words } from '../../contract/words.ts'
import type { Handlers } from '../handler.ts'
import { passes } from '../verification/check.ts'
import { checks } from '../verification/checks.ts'

export const verifyHandlers: Handlers<typeof verifyMethods> = {
  'verify.run': (_params, { monitor }) => ({
    checks: checks.map((check, index): VerificationCheck => {
      monitor.report(index / checks.length, words('phase_verifying', { name: check.name }))
      const got = answerOf(check.compute)
      const { name, source, expected } = check
      return { name, source, expected, got, passed: passes(check, got) }
    }),
  }),
}

/** A check that fails with an error of the catalogue has not passed; its code says why. */
function answerOf(compute: () => number | string): number | string {
  try {
    return compute()
  } catch (error) {
    if (error instanceof AntecedentError) return error.code
    throw error
  }
}
